/**
 * What the phone keeps in IndexedDB: visits on their way, their photos, and small copies of
 * what was last seen. A promise resolves only after the transaction is durable.
 */
import { openDB, type DBSchema, type IDBPDatabase } from 'idb'
import type { Receipt } from '@/api/types'
import type { Turn } from '@/domain/queue'

export interface StoredVisit extends Turn {
  /** The exact bytes that every attempt sends, and their SHA-256. */
  body: Uint8Array<ArrayBuffer>
  content: string
  siteId: number
  siteName: string
  kind: string
  attempts: number
  /** The code of the last problem, or null. */
  trouble: string | null
  receipt: Receipt | null
  photos: { sha256: string; type: string; sent: boolean }[]
}

interface StoredPhoto {
  uid: string
  sha256: string
  bytes: Uint8Array<ArrayBuffer>
}

interface Vault extends DBSchema {
  visits: { key: string; value: StoredVisit }
  photos: { key: [string, string]; value: StoredPhoto }
  kept: { key: string; value: unknown }
}

let opening: Promise<IDBPDatabase<Vault>> | null = null

function vault(): Promise<IDBPDatabase<Vault>> {
  opening ??= openDB<Vault>('patrol369', 1, {
    upgrade(db) {
      db.createObjectStore('visits', { keyPath: 'uid' })
      db.createObjectStore('photos', { keyPath: ['uid', 'sha256'] })
      db.createObjectStore('kept')
    },
  })
  return opening
}

/** Visit and photos land together or not at all. */
export async function storeVisit(visit: StoredVisit, photos: { sha256: string; bytes: Uint8Array<ArrayBuffer> }[]) {
  const tx = (await vault()).transaction(['visits', 'photos'], 'readwrite')
  void tx.objectStore('visits').add(visit)
  for (const photo of photos) void tx.objectStore('photos').put({ uid: visit.uid, ...photo })
  await tx.done
}

export async function loadVisits(): Promise<StoredVisit[]> {
  return (await vault()).getAll('visits')
}

export async function updateVisit(visit: StoredVisit): Promise<void> {
  await (await vault()).put('visits', visit)
}

export async function loadPhoto(uid: string, sha256: string): Promise<Uint8Array<ArrayBuffer> | null> {
  return (await (await vault()).get('photos', [uid, sha256]))?.bytes ?? null
}

/** Marks a photo as arrived and gives its room back, in one step. */
export async function dropPhoto(visit: StoredVisit, sha256: string): Promise<void> {
  const tx = (await vault()).transaction(['visits', 'photos'], 'readwrite')
  void tx.objectStore('photos').delete([visit.uid, sha256])
  void tx.objectStore('visits').put(visit)
  await tx.done
}

export async function forgetVisit(uid: string): Promise<void> {
  await (await vault()).delete('visits', uid)
}

/** Whoever signs out leaves no copies behind for the next person on this phone. */
export async function forgetCopies(): Promise<void> {
  await vault()
    .then((db) => db.clear('kept'))
    .catch(() => undefined)
}

/** A copy of something that the server has; where the phone cannot keep it, work goes on without. */
export async function keep(name: string, value: unknown): Promise<void> {
  await vault()
    .then((db) => db.put('kept', value, name))
    .catch(() => undefined)
}

export async function kept<T>(name: string): Promise<T | null> {
  const found = await vault()
    .then((db) => db.get('kept', name))
    .catch(() => undefined)
  return (found as T | undefined) ?? null
}
