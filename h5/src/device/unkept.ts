/**
 * Visits that the phone could not keep, with their photos: in the memory of this page alone, until
 * the server has them. The page asks before it is closed on one.
 */
import { isUnsent } from '@/domain/queue'
import type { NewVisit, Picture, StoredVisit } from './records'

interface Unkept {
  visit: StoredVisit
  photos: Map<string, Picture['bytes']>
}

const all = new Map<string, Unkept>()

function askBeforeClosing(event: BeforeUnloadEvent): void {
  if (![...all.values()].some(({ visit }) => isUnsent(visit))) return
  event.preventDefault()
  event.returnValue = ''
}

/** Its place is behind all that the phone keeps: those count from one. */
export function takeUnkept(fresh: NewVisit, photos: Picture[]): StoredVisit {
  window.addEventListener('beforeunload', askBeforeClosing)
  const visit: StoredVisit = { ...fresh, seq: fresh.createdAt, isUnkept: true }
  all.set(visit.uid, { visit, photos: new Map(photos.map(({ sha256, bytes }) => [sha256, bytes])) })
  return visit
}

export const listUnkept = (): StoredVisit[] => [...all.values()].map(({ visit }) => visit)

export const isUnkept = (uid: string): boolean => all.has(uid)

export function alterUnkept(uid: string, change: (visit: StoredVisit) => StoredVisit): StoredVisit | null {
  const found = all.get(uid)
  if (!found) return null
  found.visit = change(found.visit)
  return found.visit
}

export const unkeptPhoto = (uid: string, sha256: string): Picture['bytes'] | null =>
  all.get(uid)?.photos.get(sha256) ?? null

export const dropUnkeptPhoto = (uid: string, sha256: string): void => void all.get(uid)?.photos.delete(sha256)
