/**
 * Seals what could not be sent for somebody else to carry: to the server's key (libsodium's sealed
 * box), so that the carrier reads nothing, and under the device's key, so that nobody else could
 * have written it. Heavy: load it when it is wanted.
 */
import { hsalsa, xsalsa20poly1305 } from '@noble/ciphers/salsa.js'
import { u32, u8 } from '@noble/ciphers/utils.js'
import { x25519 } from '@noble/curves/ed25519.js'
import { blake2b } from '@noble/hashes/blake2.js'
import { hmac } from './hash'
import { FILE_HEAD, LENGTH_BYTES } from './parcels'

type Bytes = Uint8Array<ArrayBuffer>

export type Content = 'visit' | 'photo'

export interface Sealing {
  /** The device's UUID. */
  device: string
  key: Bytes
  /** The server's public X25519 key. */
  sealKey: Bytes
  what: Content
  /** The visit's exact body, or the photo's bytes. */
  payload: Bytes
}

const HEAD = [...new TextEncoder().encode('P369'), 1]
const WHAT: Record<Content, number> = { visit: 1, photo: 2 }
const MAC_DOMAIN = new TextEncoder().encode('patrol369 rescue 1')

function joined(...parts: ArrayLike<number>[]): Bytes {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

const uuidBytes = (uuid: string): number[] => uuid.replaceAll('-', '').match(/../g)!.map((byte) => parseInt(byte, 16))

/** NaCl's crypto_box key: what both sides share, once through HSalsa20. */
function boxKey(secret: Uint8Array, theirs: Uint8Array): Uint8Array {
  const sigma = u32(new TextEncoder().encode('expand 32-byte k'))
  const key = new Uint32Array(8)
  hsalsa(sigma, u32(x25519.getSharedSecret(secret, theirs)), new Uint32Array(4), key)
  return u8(key)
}

function sealedBox(payload: Bytes, theirs: Bytes, secret: Uint8Array): Bytes {
  const ours = x25519.getPublicKey(secret)
  const nonce = blake2b(joined(ours, theirs), { dkLen: 24 })
  return joined(ours, xsalsa20poly1305(boxKey(secret, theirs), nonce).encrypt(payload))
}

/** `secret` is new for every parcel; only a test with known bytes names one. */
export async function sealParcel(sealing: Sealing, secret: Uint8Array = x25519.utils.randomSecretKey()): Promise<Bytes> {
  const { device, key, sealKey, what, payload } = sealing
  const sealed = joined(HEAD, uuidBytes(device), [WHAT[what]], sealedBox(payload, sealKey, secret))
  return joined(sealed, await hmac(key, joined(MAC_DOMAIN, sealed)))
}

/** The file for parcels in the order given: texts, oldest first, before photos. */
export function rescueFile(parcels: Bytes[]): Blob {
  const pieces = parcels.flatMap((parcel) => {
    const length = new Uint8Array(LENGTH_BYTES)
    new DataView(length.buffer).setUint32(0, parcel.length)
    return [length, parcel]
  })
  return new Blob([FILE_HEAD, ...pieces], { type: 'application/octet-stream' })
}
