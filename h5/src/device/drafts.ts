/**
 * A visit that is still being written, one for each person and site. It is on the disk before the
 * camera opens and after every step: a phone may throw the page away at any moment.
 */
import type { Draft } from './records'
import { writeWords } from './reserve'
import { withVault, write } from './vault'

export async function loadDraft(authorId: number, siteId: number): Promise<Draft | null> {
  return (await withVault((db) => db.get('drafts', [authorId, siteId]))) ?? null
}

export function loadDrafts(authorId: number): Promise<Draft[]> {
  return withVault((db) => db.getAll('drafts', IDBKeyRange.bound([authorId, 0], [authorId, Infinity])))
}

export function storeDraft(draft: Draft): Promise<void> {
  return writeWords(['drafts'], async (tx) => void (await tx.objectStore('drafts').put(draft)))
}

/** The picture and the word of it in the draft: both or neither. */
export function storeDraftPhoto(draft: Draft, sha256: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  return write(['drafts', 'photos'], async (tx) => {
    await Promise.all([
      tx.objectStore('photos').put({ uid: draft.uid, sha256, bytes }),
      tx.objectStore('drafts').put(draft),
    ])
  })
}

export function dropDraftPhoto(draft: Draft, sha256: string): Promise<void> {
  return writeWords(['drafts', 'photos'], async (tx) => {
    await Promise.all([tx.objectStore('photos').delete([draft.uid, sha256]), tx.objectStore('drafts').put(draft)])
  })
}

/** Gives up what was begun, its photos too. */
export function dropDraft(draft: Draft): Promise<void> {
  return writeWords(['drafts', 'photos'], async (tx) => {
    await Promise.all([
      tx.objectStore('drafts').delete([draft.authorId, draft.siteId]),
      tx.objectStore('photos').delete(IDBKeyRange.bound([draft.uid, ''], [draft.uid, '\uffff'])),
    ])
  })
}
