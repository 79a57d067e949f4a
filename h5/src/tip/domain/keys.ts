/**
 * The keys of a tip, all made here. The code falls in two halves: `auth` goes to the server, which
 * answers with its share; `half` never leaves, and only both together open anything.
 */
import { blake2b } from '@noble/hashes/blake2.js'
import { joinBytes, newSecret, publicKeyOf } from '@/device/box'

export type Bytes = Uint8Array<ArrayBuffer>

const PERSON_BYTES = 16
const text = new TextEncoder()

/** BLAKE2b for one purpose; the purpose's name is filled up with zeros. */
export function hashed(message: Uint8Array, dkLen: number, purpose: string): Bytes {
  const personalization = new Uint8Array(PERSON_BYTES)
  personalization.set(text.encode(purpose))
  return Uint8Array.from(blake2b(message, { dkLen, personalization }))
}

export interface CodeKeys {
  auth: Bytes
  half: Bytes
}

export function codeKeys(digits: string): CodeKeys {
  const root = hashed(text.encode(digits), 64, 'p369 tip code 1')
  return { auth: root.slice(0, 32), half: root.slice(32) }
}

/** Opens the receipt's wrap, and with it the tip's secret key. */
export const wrapKey = (share: Uint8Array, half: Uint8Array): Bytes => hashed(joinBytes(share, half), 32, 'p369 wrap 1')

export const pageKey = (share: Uint8Array): Bytes => hashed(share, 32, 'p369 page 1')

/** What the signed proof of filing names: nobody learns the code from it, its holder can show the half. */
export const slipCommitment = (half: Uint8Array): Bytes => hashed(half, 32, 'p369 slip 1')

export const tipId = (publicKey: Uint8Array): Bytes => hashed(publicKey, 16, 'p369 tip id 1')

export interface TipKeys {
  secret: Bytes
  public: Bytes
}

export function newTipKeys(secret: Bytes = newSecret()): TipKeys {
  return { secret, public: publicKeyOf(secret) }
}

export const newItemId = (): Bytes => crypto.getRandomValues(new Uint8Array(16))
