/** Visits on their way and their photos. What is here leaves only with the server's receipt. */
import type { NewVisit, Picture, StoredVisit } from './records'
import { writeWords } from './reserve'
import { alterUnkept, dropUnkeptPhoto, isUnkept, listUnkept, unkeptPhoto } from './unkept'
import { withVault, type Writing } from './vault'

type Change = (visit: StoredVisit) => StoredVisit

/**
 * The visit takes its place at the end of the line with photos that are not on the disk yet, and its
 * draft is over: all or nothing. Asked twice, because the first answer was lost, it is stored once.
 */
export function storeVisit(visit: NewVisit, photos: Picture[] = []): Promise<StoredVisit> {
  return writeWords(['visits', 'drafts', 'photos'], async (tx) => {
    const visits = tx.objectStore('visits')
    const there = await visits.get(visit.uid)
    if (there && there.content === visit.content) return there
    const last = await visits.index('seq').openCursor(null, 'prev')
    const placed = { ...visit, seq: (last?.key ?? 0) + 1 }
    await Promise.all([
      ...photos.map((photo) => tx.objectStore('photos').put({ uid: visit.uid, ...photo })),
      visits.add(placed),
      tx.objectStore('drafts').delete([visit.authorId, visit.siteId]),
    ])
    return placed
  })
}

export async function loadVisits(): Promise<StoredVisit[]> {
  return [...(await withVault((db) => db.getAllFromIndex('visits', 'seq'))), ...listUnkept()]
}

/** Changes what is stored now, not what a page remembers of it; answers the visit, or null if it is gone. */
export async function alterVisit(uid: string, change: Change): Promise<StoredVisit | null> {
  if (isUnkept(uid)) return alterUnkept(uid, change)
  return writeWords(['visits'], (tx) => alter(tx, uid, change))
}

/** Marks a photo as arrived, whole or not, and gives its space back, in one step. */
export async function dropPhoto(uid: string, sha256: string, isIncomplete = false): Promise<StoredVisit | null> {
  const arrived: Change = (visit) => {
    const photos = visit.photos.map((photo) =>
      photo.sha256 === sha256 ? { ...photo, sent: true, trouble: null, isIncomplete } : photo,
    )
    return { ...visit, photos, photosLeft: photos.filter((photo) => !photo.sent).length, trouble: null }
  }
  if (isUnkept(uid)) {
    dropUnkeptPhoto(uid, sha256)
    return alterUnkept(uid, arrived)
  }
  return writeWords(['visits', 'photos'], async (tx) => {
    await tx.objectStore('photos').delete([uid, sha256])
    return alter(tx, uid, arrived)
  })
}

async function alter(tx: Writing, uid: string, change: Change): Promise<StoredVisit | null> {
  const visits = tx.objectStore('visits')
  const found = await visits.get(uid)
  if (!found) return null
  const changed = change(found)
  await visits.put(changed)
  return changed
}

export async function loadPhoto(uid: string, sha256: string): Promise<Uint8Array<ArrayBuffer> | null> {
  return unkeptPhoto(uid, sha256) ?? (await withVault((db) => db.get('photos', [uid, sha256])))?.bytes ?? null
}

export async function forgetVisit(uid: string): Promise<void> {
  await withVault((db) => db.delete('visits', uid))
}
