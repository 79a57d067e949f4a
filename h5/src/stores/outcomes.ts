/** What became of a text or a photo, written down on this phone; each answers the visit as it is now. */
import type { StoredVisit } from '@/device/records'
import { alterVisit, dropPhoto } from '@/device/visits'
import type { Verdict } from '@/domain/queue'

export async function noteText(uid: string, verdict: Verdict): Promise<StoredVisit | null> {
  if (verdict.kind === 'log_in') return null
  return alterVisit(uid, (visit) =>
    verdict.kind === 'delivered'
      ? { ...visit, state: 'delivered', receipt: verdict.receipt, trouble: null }
      : { ...visit, state: verdict.kind === 'parked' ? 'parked' : visit.state, trouble: verdict.trouble },
  )
}

export async function notePhoto(uid: string, sha256: string, verdict: Verdict): Promise<StoredVisit | null> {
  if (verdict.kind === 'log_in') return null
  if (verdict.kind === 'delivered') return dropPhoto(uid, sha256, verdict.isIncomplete)
  const { kind, trouble } = verdict
  return alterVisit(uid, (visit) =>
    kind === 'retry'
      ? { ...visit, trouble }
      : { ...visit, photos: visit.photos.map((photo) => (photo.sha256 === sha256 ? { ...photo, trouble } : photo)) },
  )
}
