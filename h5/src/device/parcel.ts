/**
 * Encrypts what could not be sent for somebody else to carry: to the server's key (libsodium's sealed
 * box), so that the carrier reads nothing, and under the device's key, so that nobody else could
 * have written it. Heavy: load it when it is wanted.
 */
import { joinBytes, newSecret, encryptBox } from './box'
import { hmac } from './hash'
import { FILE_HEAD, LENGTH_BYTES } from './parcels'

type Bytes = Uint8Array<ArrayBuffer>

export type Content = 'visit' | 'photo'

export interface ParcelContent {
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

const uuidBytes = (uuid: string): number[] =>
  uuid
    .replaceAll('-', '')
    .match(/../g)!
    .map((byte) => parseInt(byte, 16))

/** `secret` is new for every parcel; only a test with known bytes names one. */
export async function encryptParcel(content: ParcelContent, secret: Uint8Array = newSecret()): Promise<Bytes> {
  const { device, key, sealKey, what, payload } = content
  const parcel = joinBytes(HEAD, uuidBytes(device), [WHAT[what]], encryptBox(payload, sealKey, secret))
  return joinBytes(parcel, await hmac(key, joinBytes(MAC_DOMAIN, parcel)))
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
