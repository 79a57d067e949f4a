/** Visits on their way and their photos. What is here leaves only with the server's receipt. */
import type { NewVisit, StoredVisit } from './records'
import { writeWords } from './reserve'
import { vault, type Writing } from './vault'

/** The visit takes its place at the end of the line, and its draft is over: both or neither. */
export function storeVisit(visit: NewVisit): Promise<StoredVisit> {
  return writeWords(['visits', 'drafts'], async (tx) => {
    const visits = tx.objectStore('visits')
    const last = await visits.index('seq').openCursor(null, 'prev')
    const placed = { ...visit, seq: (last?.key ?? 0) + 1 }
    await Promise.all([visits.add(placed), tx.objectStore('drafts').delete([visit.authorId, visit.siteId])])
    return placed
  })
}

export async function loadVisits(): Promise<StoredVisit[]> {
  return (await vault()).getAllFromIndex('visits', 'seq')
}

/** Changes what is stored now, not what a page remembers of it; answers the visit, or null if it is gone. */
export function alterVisit(uid: string, change: (visit: StoredVisit) => StoredVisit): Promise<StoredVisit | null> {
  return writeWords(['visits'], (tx) => alter(tx, uid, change))
}

/** Marks a photo as arrived and gives its room back, in one step. */
export function dropPhoto(uid: string, sha256: string): Promise<StoredVisit | null> {
  return writeWords(['visits', 'photos'], async (tx) => {
    await tx.objectStore('photos').delete([uid, sha256])
    return alter(tx, uid, (visit) => {
      const photos = visit.photos.map((photo) =>
        photo.sha256 === sha256 ? { ...photo, sent: true, trouble: null } : photo,
      )
      return { ...visit, photos, photosLeft: photos.filter((photo) => !photo.sent).length, trouble: null }
    })
  })
}

async function alter(
  tx: Writing,
  uid: string,
  change: (visit: StoredVisit) => StoredVisit,
): Promise<StoredVisit | null> {
  const visits = tx.objectStore('visits')
  const found = await visits.get(uid)
  if (!found) return null
  const changed = change(found)
  await visits.put(changed)
  return changed
}

export async function loadPhoto(uid: string, sha256: string): Promise<Uint8Array<ArrayBuffer> | null> {
  return (await (await vault()).get('photos', [uid, sha256]))?.bytes ?? null
}

export async function forgetVisit(uid: string): Promise<void> {
  await (await vault()).delete('visits', uid)
}
