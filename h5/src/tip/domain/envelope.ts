/**
 * What travels and is stored: encrypted, padded, each under the number of its suite.
 *
 *   receipt wrap   suite ‖ nonce ‖ XChaCha(wrap key, secret key; bound to the public key)
 *   group wrap     suite ‖ sealed box(group's key, secret key)
 *   item           suite ‖ sealed box(public key, item key) ‖ nonce ‖ XChaCha(item key, padded; bound to tip and id)
 *   page           suite ‖ nonce ‖ XChaCha(page key, padded)
 */
import { xchacha20poly1305 } from '@noble/ciphers/chacha.js'
import { joinBytes, decryptBox, publicKeyOf, encryptBox } from '@/device/box'
import type { Bytes, TipKeys } from './keys'

export const SUITE = 1
const NONCE_BYTES = 24
const ITEM_KEY_BYTES = 32
const ENCRYPTED_KEY_BYTES = ITEM_KEY_BYTES + 48
export const TEXT_BLOCK = 4096
const ITEM_DOMAIN = new TextEncoder().encode('p369 item 1')

/** Where bytes come from; only a test with known bytes names another source. */
export type Fill = (length: number) => Bytes
const chance: Fill = (length) => crypto.getRandomValues(new Uint8Array(length))

/** ISO 7816-4, as libsodium pads: a mark, then zeros up to the block. */
export function padded(content: Uint8Array, block: number): Bytes {
  const whole = new Uint8Array((Math.floor(content.length / block) + 1) * block)
  whole.set(content)
  whole[content.length] = 0x80
  return whole
}

/** @throws when no mark ends it. */
export function unpadded(whole: Uint8Array): Bytes {
  let end = whole.length - 1
  while (end >= 0 && whole[end] === 0) end -= 1
  if (whole[end] !== 0x80) throw new Error('padding')
  return Uint8Array.from(whole.subarray(0, end))
}

function bodyOf(envelope: Uint8Array): Uint8Array {
  if (envelope[0] !== SUITE) throw new Error('suite')
  return envelope.subarray(1)
}

function enciphered(key: Uint8Array, content: Uint8Array, bound: Uint8Array | undefined, fill: Fill): Bytes {
  const nonce = fill(NONCE_BYTES)
  return joinBytes(nonce, xchacha20poly1305(key, nonce, bound).encrypt(content))
}

function deciphered(key: Uint8Array, encrypted: Uint8Array, bound?: Uint8Array): Bytes {
  return Uint8Array.from(
    xchacha20poly1305(key, encrypted.subarray(0, NONCE_BYTES), bound).decrypt(encrypted.subarray(NONCE_BYTES)),
  )
}

export function wrapForCode(key: Uint8Array, tip: TipKeys, fill: Fill = chance): Bytes {
  return joinBytes([SUITE], enciphered(key, tip.secret, tip.public, fill))
}

/** @throws when the key is another one, or the secret does not belong to the public key. */
export function unwrapForCode(key: Uint8Array, wrap: Uint8Array, publicKey: Uint8Array): TipKeys {
  const secret = deciphered(key, bodyOf(wrap), publicKey)
  const own = publicKeyOf(secret)
  if (own.some((byte, i) => byte !== publicKey[i])) throw new Error('pair')
  return { secret, public: own }
}

export const wrapForGroup = (group: Uint8Array, tip: TipKeys, once?: Uint8Array): Bytes =>
  joinBytes([SUITE], encryptBox(tip.secret, group, once))

const itemBinding = (publicKey: Uint8Array, id: Uint8Array): Bytes => joinBytes(ITEM_DOMAIN, publicKey, id)

/** Anyone who knows the tip's public key can write an item; none can be moved to another tip or id. */
export function encryptItem(
  publicKey: Uint8Array,
  id: Uint8Array,
  plain: Uint8Array,
  fill: Fill = chance,
  once?: Uint8Array,
): Bytes {
  const key = fill(ITEM_KEY_BYTES)
  const content = enciphered(key, padded(plain, TEXT_BLOCK), itemBinding(publicKey, id), fill)
  return joinBytes([SUITE], encryptBox(key, publicKey, once), content)
}

/** @throws when it belongs to another tip or id, or was touched. */
export function decryptItem(tip: TipKeys, id: Uint8Array, item: Uint8Array): Bytes {
  const body = bodyOf(item)
  const key = decryptBox(body.subarray(0, ENCRYPTED_KEY_BYTES), tip.secret)
  return unpadded(deciphered(key, body.subarray(ENCRYPTED_KEY_BYTES), itemBinding(tip.public, id)))
}

/** The page's text; null for the random bytes with which an unknown code is answered. */
export function decryptPage(key: Uint8Array, page: Uint8Array): string | null {
  try {
    return new TextDecoder().decode(unpadded(deciphered(key, bodyOf(page))))
  } catch {
    return null
  }
}
