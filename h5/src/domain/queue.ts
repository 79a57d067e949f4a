/** What becomes of a visit on its way to the server. Pure; times in milliseconds since 1970. */
import type { ApiFailure } from '@/api/http'
import type { Receipt } from '@/api/types'

export type VisitState = 'waiting' | 'delivered' | 'parked'

export type Verdict =
  | { kind: 'delivered'; receipt: Receipt }
  | { kind: 'retry'; waitMs: number }
  | { kind: 'log_in' }
  | { kind: 'parked'; code: string }

const FIRST_WAIT_MS = 2_000
const LONGEST_WAIT_MS = 300_000

/** Doubling from 2 s to 5 min, up to a quarter more by `chance` (0 to 1) against herds. */
export function backOff(attempts: number, chance: number): number {
  const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(attempts, 20))
  return Math.round(wait * (1 + chance / 4))
}

/** Only a receipt for this visit and this content proves arrival; a portal's 200 does not. */
export function isReceiptFor(receipt: unknown, uid: string, content: string): receipt is Receipt {
  const facts = (receipt as Receipt | null)?.facts
  return typeof facts === 'object' && facts !== null && facts.id === uid && facts.content === content
}

/**
 * | failure                                | verdict                      |
 * |----------------------------------------|------------------------------|
 * | none of ours answered                  | retry                        |
 * | 401                                    | log in, then retry           |
 * | 408, 425, 429, 5xx                     | retry, as late as asked      |
 * | every other refusal                    | parked: it would stay refused |
 */
export function judgeFailure(failure: ApiFailure, attempts: number, chance: number): Verdict {
  const wait = backOff(attempts, chance)
  if (failure.kind === 'network') return { kind: 'retry', waitMs: wait }
  const { status, code } = failure.problem
  if (status === 401 || code === 'csrf') return { kind: 'log_in' }
  if (status >= 500 || [408, 425, 429].includes(status)) {
    return { kind: 'retry', waitMs: Math.max(wait, (failure.retryAfterS ?? 0) * 1000) }
  }
  return { kind: 'parked', code }
}

export function judgeAnswer(receipt: unknown, uid: string, content: string, attempts: number, chance: number): Verdict {
  if (isReceiptFor(receipt, uid, content)) return { kind: 'delivered', receipt }
  return { kind: 'retry', waitMs: backOff(attempts, chance) }
}

export interface Turn {
  uid: string
  authorId: number
  createdAt: number
  nextAt: number
  state: VisitState
  photosLeft: number
}

/** Texts oldest first, then the photos of delivered texts; only the author's own. */
export function nextTurn(turns: Turn[], authorId: number, now: number): Turn | null {
  const ready = turns
    .filter((turn) => turn.authorId === authorId && turn.nextAt <= now)
    .sort((a, b) => a.createdAt - b.createdAt)
  return (
    ready.find((turn) => turn.state === 'waiting') ??
    ready.find((turn) => turn.state === 'delivered' && turn.photosLeft > 0) ??
    null
  )
}

export const isUnsent = (turn: Pick<Turn, 'state' | 'photosLeft'>): boolean =>
  turn.state !== 'delivered' || turn.photosLeft > 0

const REMEMBERED_MS = 14 * 86_400_000

/** Arrived whole two weeks ago: the server has it, and the phone needs its room. */
export const isPast = (turn: Pick<Turn, 'state' | 'photosLeft' | 'createdAt'>, now: number): boolean =>
  !isUnsent(turn) && now - turn.createdAt > REMEMBERED_MS
