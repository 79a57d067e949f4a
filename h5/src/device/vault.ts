/**
 * What the phone keeps in IndexedDB. Each store has a file of its own beside this one; here is
 * how it is opened, and the drawer of small copies that may be lost without harm.
 */
import { openDB, type DBSchema, type IDBPDatabase, type IDBPTransaction, type StoreNames } from 'idb'
import type { DeviceKey, Draft, StoredPhoto, StoredVisit } from './records'
import { isFull, isLost, toStorageError, StorageError, tellTrouble } from './storage'
import { monotonic } from './wake'

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

type Database = IDBPDatabase<Vault>

interface Opening {
  db: Promise<Database>
  isBlocked: boolean
  /** Reading of the clock that nobody can set; null while an answer is expected, or was had. */
  givenUpAt: number | null
}

const VERSION = 2
/** Some phones never answer. Nobody waits longer for what is only a help. */
const LONGEST_OPEN_MS = 3_000
/** Each try after silence costs its caller that wait again. */
const REST_MS = 30_000
let opening: Opening | null = null

async function upgrade(db: Database, from: number, tx: IDBPTransaction<Vault, Store[], 'versionchange'>) {
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

function forget(one: Opening): void {
  if (opening === one) opening = null
}

function open(): Opening {
  const one: Opening = {
    isBlocked: false,
    givenUpAt: null,
    db: openDB<Vault>('patrol369', VERSION, {
      upgrade: (db, from, _to, tx) => upgrade(db, from, tx),
      blocked: () => void (one.isBlocked = true),
      // A newer page wants to upgrade: let it, and open again when needed.
      blocking: (_current, _blocked, event) => {
        forget(one)
        ;(event.target as IDBDatabase).close()
      },
      terminated: () => forget(one),
    }),
  }
  one.db.then(
    // It may answer after all, and serve from then on, unless another took its place.
    (db) => (opening === one ? (one.givenUpAt = null) : db.close()),
    () => forget(one),
  )
  return one
}

/** In some browsers the name is missing, in others to read it is refused. */
function isMissing(): boolean {
  try {
    return !globalThis.indexedDB
  } catch {
    return true
  }
}

function answered(one: Opening): Promise<Database> {
  const silence = () => new StorageError(one.isBlocked ? 'blocked' : 'silent')
  if (one.givenUpAt !== null) return Promise.reject(silence())
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      one.givenUpAt = monotonic()
      reject(silence())
    }, LONGEST_OPEN_MS)
    one.db.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}

/** @throws StorageError when there is none, or none that answers. */
export async function vault(): Promise<Database> {
  if (isMissing()) throw new StorageError('missing')
  if (opening && opening.givenUpAt !== null && monotonic() - opening.givenUpAt > REST_MS) opening = null
  opening ??= open()
  return answered(opening)
}

async function tried<T>(act: (db: Database) => Promise<T>): Promise<T> {
  try {
    return await act(await vault())
  } catch (error) {
    if (!isLost(error)) throw error
    opening = null
    return act(await vault())
  }
}

/** Runs `act` on what the phone keeps, once more where the connection had been lost without a word. @throws StorageError */
export async function withVault<T>(act: (db: Database) => Promise<T>): Promise<T> {
  try {
    const answer = await tried(act)
    tellTrouble(null)
    return answer
  } catch (error) {
    const found = toStorageError(error)
    if (found instanceof StorageError) tellTrouble(found.trouble)
    throw found
  }
}

async function committed<T>(db: Database, stores: Store[], act: (tx: Writing) => Promise<T>): Promise<T> {
  const tx = db.transaction(stores, 'readwrite', { durability: 'strict' })
  const [acted, done] = await Promise.allSettled([act(tx), tx.done])
  // A failed request aborts its transaction; only the transaction knows that the phone is full.
  if (done.status === 'rejected' && (acted.status === 'fulfilled' || isFull(done.reason))) throw done.reason
  if (acted.status === 'rejected') throw acted.reason
  return acted.value
}

/** Resolves with what `act` answers once all of its writes are on the disk, or rejects and nothing was written. */
export function write<T>(stores: Store[], act: (tx: Writing) => Promise<T>): Promise<T> {
  return withVault((db) => committed(db, stores, act))
}

/** Whoever signs out leaves no copies behind for the next person on this phone. */
export async function forgetCopies(): Promise<void> {
  await withVault((db) => db.clear('kept')).catch(() => undefined)
}

/** A copy of something that the server has; where the phone cannot keep it, work goes on without. Tells whether it was kept. */
export async function storeCopy(name: string, value: unknown): Promise<boolean> {
  return withVault((db) => db.put('kept', value, name)).then(
    () => true,
    () => false,
  )
}

export async function loadCopy<T>(name: string): Promise<T | null> {
  const found = await withVault((db) => db.get('kept', name)).catch(() => undefined)
  return (found as T | undefined) ?? null
}
