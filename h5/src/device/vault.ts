/**
 * What the phone keeps in IndexedDB. Each store has a file of its own beside this one; here is
 * how it is opened, and the drawer of small copies that may be lost without harm.
 */
import { openDB, type DBSchema, type IDBPDatabase, type IDBPTransaction, type StoreNames } from 'idb'
import type { DeviceKey, Draft, StoredPhoto, StoredVisit } from './records'

export interface Vault extends DBSchema {
  visits: { key: string; value: StoredVisit; indexes: { seq: number } }
  /** By visit, draft or not, and hash. */
  photos: { key: [uid: string, sha256: string]; value: StoredPhoto }
  drafts: { key: [authorId: number, siteId: number]; value: Draft }
  keyring: { key: number; value: DeviceKey }
  kept: { key: string; value: unknown }
}

export type Store = StoreNames<Vault>
export type Writing = IDBPTransaction<Vault, Store[], 'readwrite'>

const VERSION = 2
let opening: Promise<IDBPDatabase<Vault>> | null = null

async function upgrade(db: IDBPDatabase<Vault>, from: number, tx: IDBPTransaction<Vault, Store[], 'versionchange'>) {
  if (from < 1) {
    db.createObjectStore('visits', { keyPath: 'uid' })
    db.createObjectStore('photos', { keyPath: ['uid', 'sha256'] })
    db.createObjectStore('kept')
  }
  if (from < 2) {
    db.createObjectStore('drafts', { keyPath: ['authorId', 'siteId'] })
    db.createObjectStore('keyring', { keyPath: 'accountId' })
    tx.objectStore('visits').createIndex('seq', 'seq')
    await numberVisits(tx)
  }
}

/** Visits that an earlier version of the app left behind join the line in the order of their time. */
async function numberVisits(tx: IDBPTransaction<Vault, Store[], 'versionchange'>): Promise<void> {
  const visits = tx.objectStore('visits')
  const old = (await visits.getAll()).sort((a, b) => a.createdAt - b.createdAt)
  const numbered = old.map((visit, i) => {
    const photos = visit.photos.map((photo) => ({ ...photo, trouble: null }))
    return { ...visit, seq: i + 1, authorName: visit.authorName ?? '', trouble: null, photos, exportedAt: null }
  })
  await Promise.all(numbered.map((visit) => visits.put(visit)))
}

export function vault(): Promise<IDBPDatabase<Vault>> {
  opening ??= openDB<Vault>('patrol369', VERSION, {
    upgrade: (db, from, _to, tx) => upgrade(db, from, tx),
    // A newer page wants to upgrade: let it, and open again when needed.
    blocking: (_current, _blocked, event) => {
      opening = null
      ;(event.target as IDBDatabase).close()
    },
    terminated: () => (opening = null),
  }).catch((error: unknown) => {
    opening = null
    throw error
  })
  return opening
}

/** Resolves with what `act` answers once all of its writes are on the disk, or rejects and nothing was written. */
export async function write<T>(stores: Store[], act: (tx: Writing) => Promise<T>): Promise<T> {
  const tx = (await vault()).transaction(stores, 'readwrite', { durability: 'strict' })
  // A failed request aborts its transaction by itself; then both tell of it, and one is heard.
  const [answer] = await Promise.all([act(tx), tx.done])
  return answer
}

/** Whoever signs out leaves no copies behind for the next person on this phone. */
export async function forgetCopies(): Promise<void> {
  await vault()
    .then((db) => db.clear('kept'))
    .catch(() => undefined)
}

/** A copy of something that the server has; where the phone cannot keep it, work goes on without. Tells whether it was kept. */
export async function keep(name: string, value: unknown): Promise<boolean> {
  return vault()
    .then((db) => db.put('kept', value, name))
    .then(
      () => true,
      () => false,
    )
}

export async function kept<T>(name: string): Promise<T | null> {
  const found = await vault()
    .then((db) => db.get('kept', name))
    .catch(() => undefined)
  return (found as T | undefined) ?? null
}
