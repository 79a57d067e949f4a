/** What becomes of a visit on its way to the server. Pure; waits in milliseconds. */
import type { ApiFailure } from '@/api/http'
import type { Receipt } from '@/api/types'
import { nameFault } from './fault'

/** `waiting`: its text must still go. `delivered`: the receipt is here, photos may be left. `parked`: refused. */
export type VisitState = 'waiting' | 'delivered' | 'parked'

/** Why something has not arrived, in a form that a screen can put into words. */
export type Trouble =
  | { kind: 'network' | 'busy' | 'odd' | 'lost' }
  | { kind: 'refused'; code: string; title: string; title_en: string; detail: string; detail_en: string }

export type Verdict =
  | { kind: 'delivered'; receipt: Receipt; isIncomplete?: boolean }
  | { kind: 'retry'; trouble: Trouble; atLeastMs: number }
  | { kind: 'log_in' }
  | { kind: 'parked'; trouble: Trouble }

const FIRST_WAIT_MS = 2_000
const LONGEST_WAIT_MS = 300_000

/** Doubling from 2 s to 5 min, up to a quarter more by `chance` (0 to 1) against herds. */
export function backOff(failures: number, chance: number): number {
  const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(failures, 20))
  return Math.round(wait * (1 + chance / 4))
}

/** The statuses of what the server has taken. */
export const TAKEN = [200, 201]

/** Only a receipt for this visit and this content proves arrival; a portal's 200 does not. */
export function isReceiptFor(receipt: unknown, uid: string, content: string): receipt is Receipt {
  const facts = (receipt as Receipt | null)?.facts
  return typeof facts === 'object' && facts !== null && facts.id === uid && facts.content === content
}

/** The same for a photo: the server names the hash of what it has. */
export function isPhotoTaken(answer: { status: number; data: unknown }, sha256: string): boolean {
  return TAKEN.includes(answer.status) && (answer.data as { sha256?: unknown } | null)?.sha256 === sha256
}

/** Whether a refusal with this status is for now only. */
export const mayPass = (status: number): boolean => status >= 500 || [408, 425, 429].includes(status)

/**
 * | failure                                | verdict                       |
 * |----------------------------------------|-------------------------------|
 * | none of ours answered                  | retry                         |
 * | 401, or a lost proof of origin         | log in, then retry            |
 * | 408, 425, 429, 5xx                     | retry, as late as asked       |
 * | every other refusal                    | parked: it would stay refused |
 */
export function judgeFailure(failure: ApiFailure): Exclude<Verdict, { kind: 'delivered' }> {
  if (failure.kind === 'network') return { kind: 'retry', trouble: { kind: 'network' }, atLeastMs: 0 }
  const { status, code, title, title_en, fields } = failure.problem
  if (status === 401 || code === 'csrf') return { kind: 'log_in' }
  if (mayPass(status)) {
    return { kind: 'retry', trouble: { kind: 'busy' }, atLeastMs: (failure.retryAfterS ?? 0) * 1000 }
  }
  const [first] = fields ?? []
  const words = { detail: first ? nameFault(first, true) : '', detail_en: first ? nameFault(first, false) : '' }
  return { kind: 'parked', trouble: { kind: 'refused', code, title, title_en, ...words } }
}

export function judgeAnswer(answer: { status: number; data: unknown }, uid: string, content: string): Verdict {
  if (TAKEN.includes(answer.status) && isReceiptFor(answer.data, uid, content))
    return { kind: 'delivered', receipt: answer.data }
  return { kind: 'retry', trouble: { kind: 'odd' }, atLeastMs: 0 }
}

export interface Turn {
  uid: string
  authorId: number
  /** The order in which the visits of this phone were saved; clocks may jump, this does not. */
  seq: number
  state: VisitState
  /** Photos that can still be sent; those that the server refused are not among them. */
  photosToSend: number
}

/** So often something may fail in its place in the line; after that the others go first. */
export const PATIENCE = 3

/** Whether something of this visit can go now, if `authorId` is signed in. */
export const isReady = (turn: Turn, authorId: number): boolean =>
  turn.authorId === authorId && (turn.state === 'waiting' || (turn.state === 'delivered' && turn.photosToSend > 0))

/**
 * Texts oldest first, then the photos of delivered texts, then what keeps failing; only the
 * author's own. `failures` tells how often a visit's turn failed since it last went well.
 */
export function nextTurn(turns: Turn[], authorId: number, failures: (uid: string) => number): Turn | null {
  const place = (turn: Turn) =>
    failures(turn.uid) >= PATIENCE ? 2 + failures(turn.uid) : turn.state === 'waiting' ? 0 : 1
  const ready = turns.filter((turn) => isReady(turn, authorId))
  return ready.sort((a, b) => place(a) - place(b) || a.seq - b.seq)[0] ?? null
}

export const isUnsent = (visit: { state: VisitState; photosLeft: number }): boolean =>
  visit.state !== 'delivered' || visit.photosLeft > 0

const HOUR_MS = 3_600_000
const REMEMBERED_MS = 14 * 24 * HOUR_MS

/** Arrived whole two weeks ago: the server has it, and the phone needs its space. */
export const isPast = (visit: { state: VisitState; photosLeft: number; createdAt: number }, now: number): boolean =>
  !isUnsent(visit) && now - visit.createdAt > REMEMBERED_MS

/** How long something has waited on this phone: a browser may clear what is old. */
export function age(createdAt: number, now: number): 'fresh' | 'old' | 'very_old' {
  const hours = (now - createdAt) / HOUR_MS
  return hours >= 72 ? 'very_old' : hours >= 24 ? 'old' : 'fresh'
}
