/**
 * Twelve groups of four digits over the keys that this page would encrypt to: computed here, so that
 * comparing it with the poster checks the keys themselves and not a line that came beside them.
 */
import { blake2b } from '@noble/hashes/blake2.js'
import type { Group } from './published'

const DIGITS = 48

export function fingerprintOf(groups: readonly Pick<Group, 'id' | 'version' | 'key'>[]): string {
  const keys = groups.map(({ id, version, key }) => [id, version, key]).sort(([a], [b]) => (a! < b! ? -1 : 1))
  const personalization = new Uint8Array(16)
  personalization.set(new TextEncoder().encode('p369 groups 1'))
  const digest = blake2b(new TextEncoder().encode(JSON.stringify(keys)), { dkLen: 32, personalization })
  const number =
    digest.reduce((sum, byte) => sum * BigInt(256) + BigInt(byte), BigInt(0)) % BigInt(10) ** BigInt(DIGITS)
  return number.toString().padStart(DIGITS, '0').match(/.{4}/g)!.join(' ')
}
