/** One attempt to hand one thing to the server, and what it proved. Writes nothing down. */
import { sendCheckin, sendCheckins, sendPhoto } from '@/api/checkins'
import { ApiError } from '@/api/http'
import type { Receipt } from '@/api/types'
import type { SendingPhoto, StoredVisit } from '@/device/records'
import { loadPhoto } from '@/device/visits'
import { joinLines, judgeLines } from '@/domain/batch'
import { isPhotoTaken, judgeAnswer, judgeFailure, mayPass, type Verdict } from '@/domain/queue'

const failed = (error: unknown): Verdict =>
  judgeFailure(error instanceof ApiError ? error.failure : { kind: 'network' })

export async function deliverText(visit: StoredVisit): Promise<Verdict> {
  try {
    return judgeAnswer(await sendCheckin(visit.body), visit.uid, visit.content)
  } catch (error) {
    return failed(error)
  }
}

/**
 * Many texts in one request, a verdict for each; when the request itself failed, for the first alone. Null when the
 * server does not take them together, or its answer is not understood: they go one by one then.
 */
export async function deliverTexts(visits: StoredVisit[]): Promise<Verdict[] | null> {
  try {
    const lines = await sendCheckins(joinLines(visits.map((visit) => visit.body)))
    return lines && judgeLines(lines, visits)
  } catch (error) {
    const verdict = failed(error)
    return verdict.kind === 'parked' || isStrange(error) ? null : [verdict]
  }
}

/** Whether somebody between here and the server refused the request for good, in a form that is not ours. */
const isStrange = (error: unknown): boolean =>
  error instanceof ApiError && error.failure.kind === 'network' && !mayPass(error.failure.status ?? 503)

/** Of a visit whose receipt is here already: a photo that arrived brings no receipt of its own. */
export async function deliverPhoto(
  visit: StoredVisit & { receipt: Receipt },
  { sha256, type }: SendingPhoto,
): Promise<Verdict> {
  const bytes = await loadPhoto(visit.uid, sha256)
  if (!bytes) return { kind: 'parked', trouble: { kind: 'lost' } }
  try {
    const answer = await sendPhoto(sha256, bytes, type)
    if (isPhotoTaken(answer, sha256))
      return { kind: 'delivered', receipt: visit.receipt, isIncomplete: answer.data.complete === false }
    return { kind: 'retry', trouble: { kind: 'odd' }, atLeastMs: 0 }
  } catch (error) {
    return failed(error)
  }
}
