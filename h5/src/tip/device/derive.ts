/**
 * The one step of the proof of work that is repeated. The browser's own derivation where there is
 * one; pages that did not come over HTTPS lack it, and there an audited one in JavaScript serves.
 */
import { pbkdf2 } from '@noble/hashes/pbkdf2.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { deriveKey as derivePbkdf2 } from 'altcha-lib/algorithms/web/pbkdf2'
import { deriveKey as deriveSha } from 'altcha-lib/algorithms/web/sha'
import type { DeriveKeyFunction } from 'altcha-lib/types'

const isPbkdf2 = (algorithm: string): boolean => algorithm.startsWith('PBKDF2/')

const native: DeriveKeyFunction = (parameters, salt, password) =>
  (isPbkdf2(parameters.algorithm) ? derivePbkdf2 : deriveSha)(parameters, salt, password)

function hashedTimes(message: Uint8Array, times: number): Uint8Array {
  let digest = sha256(message)
  for (let i = 1; i < times; i++) digest = sha256(digest)
  return digest
}

/** For the two algorithms on SHA-256 that the server may choose. */
export const inJavaScript: DeriveKeyFunction = async ({ algorithm, cost, keyLength = 32 }, salt, password) => {
  if (!algorithm.endsWith('SHA-256')) throw new Error(algorithm)
  if (isPbkdf2(algorithm)) return { derivedKey: pbkdf2(sha256, password, salt, { c: cost, dkLen: keyLength }) }
  const message = new Uint8Array([...salt, ...password])
  return { derivedKey: hashedTimes(message, Math.max(1, cost)).slice(0, keyLength) }
}

export const derive = (): DeriveKeyFunction => (globalThis.crypto?.subtle ? native : inJavaScript)
