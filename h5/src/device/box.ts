/**
 * libsodium's sealed box and its parts on audited implementations in JavaScript: whoever knows a
 * public key writes, only the holder of the secret one reads. Heavy: load it when it is wanted.
 */
import { hsalsa, xsalsa20poly1305 } from '@noble/ciphers/salsa.js'
import { u32, u8 } from '@noble/ciphers/utils.js'
import { x25519 } from '@noble/curves/ed25519.js'
import { blake2b } from '@noble/hashes/blake2.js'

type Bytes = Uint8Array<ArrayBuffer>

export const SECRET_BYTES = 32

export function joinBytes(...parts: ArrayLike<number>[]): Bytes {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

export const newSecret = (): Bytes => Uint8Array.from(x25519.utils.randomSecretKey())

export const publicKeyOf = (secret: Uint8Array): Bytes => Uint8Array.from(x25519.getPublicKey(secret))

/** NaCl's crypto_box key: what both sides share, once through HSalsa20. */
function boxKey(secret: Uint8Array, theirs: Uint8Array): Uint8Array {
  const sigma = u32(new TextEncoder().encode('expand 32-byte k'))
  const key = new Uint32Array(8)
  hsalsa(sigma, u32(Uint8Array.from(x25519.getSharedSecret(secret, theirs))), new Uint32Array(4), key)
  return u8(key)
}

const nonceOf = (once: Uint8Array, theirs: Uint8Array): Uint8Array => blake2b(joinBytes(once, theirs), { dkLen: 24 })

/** `once`: a secret for this box alone; only a test with known bytes names one. */
export function encryptBox(payload: Uint8Array, theirs: Uint8Array, once: Uint8Array = newSecret()): Bytes {
  const ours = publicKeyOf(once)
  return joinBytes(ours, xsalsa20poly1305(boxKey(once, theirs), nonceOf(ours, theirs)).encrypt(payload))
}

/** @throws when the box was not encrypted for this key, or was touched. */
export function decryptBox(encrypted: Uint8Array, secret: Uint8Array): Bytes {
  const [theirs, box] = [encrypted.subarray(0, SECRET_BYTES), encrypted.subarray(SECRET_BYTES)]
  return Uint8Array.from(xsalsa20poly1305(boxKey(secret, theirs), nonceOf(theirs, publicKeyOf(secret))).decrypt(box))
}
