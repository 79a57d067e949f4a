/** Many texts in one request, a line for each: which go together, and what the answer says of each. Pure. */
import type { Problem } from '@/api/http'
import { isReady, judgeAnswer, judgeFailure, PATIENCE, TAKEN, type Turn, type Verdict } from './queue'

/** Fewer go one by one. */
export const FEWEST = 4
/** As many lines, and about as many bytes, as the server takes in one request. */
export const MOST = 50
export const MOST_BYTES = 1_500_000

const LINE_END = 10

type Text = Turn & { body: Uint8Array<ArrayBuffer> }

/** The texts that wait, oldest first, if they are enough to go together; what keeps failing goes alone. */
export function chooseBatch<T extends Text>(turns: T[], authorId: number, failures: (uid: string) => number): T[] {
  const waiting = turns
    .filter((turn) => isReady(turn, authorId) && turn.state === 'waiting' && failures(turn.uid) < PATIENCE)
    .sort((a, b) => a.seq - b.seq)
  const chosen: T[] = []
  let bytes = 0
  for (const turn of waiting.slice(0, MOST)) {
    bytes += turn.body.length + 1
    // A line end inside would be read as the end of this text.
    if (bytes > MOST_BYTES || turn.body.includes(LINE_END)) break
    chosen.push(turn)
  }
  return chosen.length < FEWEST ? [] : chosen
}

/** The bytes of each, unchanged, with a line end after it. */
export function joinLines(bodies: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(bodies.reduce((sum, body) => sum + body.length + 1, 0))
  let at = 0
  for (const body of bodies) {
    joined.set(body, at)
    at += body.length
    joined[at++] = LINE_END
  }
  return joined
}

/** A verdict for each text, in their order; null for an answer that this page does not understand. */
export function judgeLines(lines: unknown[], texts: { uid: string; content: string }[]): Verdict[] | null {
  if (lines.length !== texts.length) return null
  const verdicts = lines.map((line, n) => judgeLine(line, texts[n]!))
  return verdicts.some((verdict) => verdict === null) ? null : (verdicts as Verdict[])
}

function judgeLine(line: unknown, { uid, content }: { uid: string; content: string }): Verdict | null {
  const { status, receipt, problem } = (line ?? {}) as { status?: number; receipt?: unknown; problem?: Problem }
  if (typeof status !== 'number') return null
  if (TAKEN.includes(status)) return judgeAnswer({ status, data: receipt }, uid, content)
  if (typeof problem?.code !== 'string') return null
  return judgeFailure({ kind: 'problem', problem, retryAfterS: null })
}
