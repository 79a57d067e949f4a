/** The way in with a code: a challenge solved, then the one expensive call, alike for every code. */
import { challengeFor, openWith } from '../api/tips'
import { TipError } from '../api/http'
import type { OpenAnswer, Purpose } from '../api/types'
import { proofOf } from '../device/proof'

/** @throws TipError */
export async function enterWith(auth: Uint8Array, purpose: Purpose): Promise<OpenAnswer> {
  const proof = await proofOf(await challengeFor(purpose))
  if (!proof) throw new TipError('refused', 'tip-proof')
  return openWith(auth, purpose, proof)
}
