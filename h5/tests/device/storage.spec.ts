import { IDBFactory, IDBOpenDBRequest } from 'fake-indexeddb'
import 'fake-indexeddb/auto'
import { openDB, type IDBPDatabase } from 'idb'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { NewVisit } from '@/device/records'

const visit = (uid: string): NewVisit => ({ uid, content: uid, authorId: 1, siteId: 7 }) as NewVisit

/** A page that was opened anew: nothing is remembered of an earlier connection. */
async function page() {
  vi.resetModules()
  const [vault, visits, { storageTrouble }] = await Promise.all([
    import('@/device/vault'),
    import('@/device/visits'),
    import('@/device/storage'),
  ])
  return { ...vault, ...visits, trouble: () => storageTrouble.value }
}

/** Connections that the page opened, so that they can be ended behind its back. */
function connections(): IDBDatabase[] {
  const found: IDBDatabase[] = []
  const open = IDBFactory.prototype.open
  vi.spyOn(IDBFactory.prototype, 'open').mockImplementation(function (this: IDBFactory, ...given) {
    const request = open.apply(this, given)
    request.addEventListener('success', () => found.push(request.result as unknown as IDBDatabase))
    return request
  })
  return found
}

/** What an early Safari does: the request is made, and no event ever comes. */
const neverAnswers = () =>
  vi.spyOn(IDBFactory.prototype, 'open').mockImplementation(() => new IDBOpenDBRequest() as never)

beforeEach(() => vi.stubGlobal('indexedDB', new IDBFactory()))
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

describe('storage that is missing', () => {
  it.each([
    ['is not there', () => vi.stubGlobal('indexedDB', undefined)],
    [
      'may not be read',
      () =>
        Object.defineProperty(globalThis, 'indexedDB', {
          configurable: true,
          get: () => {
            throw new DOMException('closed', 'SecurityError')
          },
        }),
    ],
  ])('that %s costs the copies, not the start', async (_name, take) => {
    take()
    const { loadCopy, storeCopy, forgetCopies, storeVisit, trouble } = await page()
    expect(await loadCopy('me')).toBeNull()
    expect(await storeCopy('me', 1)).toBe(false)
    await forgetCopies()
    await expect(storeVisit(visit('a'))).rejects.toMatchObject({ trouble: 'missing' })
    expect(trouble()).toBe('missing')
  })
})

describe('storage that does not answer', () => {
  const later = (ms: number) => vi.advanceTimersByTimeAsync(ms)

  beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }))

  it('is waited for three seconds, and then no more', async () => {
    neverAnswers()
    const { loadCopy, storeVisit, trouble } = await page()
    const [found] = await Promise.all([loadCopy('me'), later(3_000)])
    expect(found).toBeNull()
    await expect(storeVisit(visit('a'))).rejects.toMatchObject({ trouble: 'silent' })
    expect(trouble()).toBe('silent')
  })

  it('is asked once more after a rest', async () => {
    const open = neverAnswers()
    const { loadCopy, storeCopy, trouble } = await page()
    await Promise.all([loadCopy('me'), later(3_000)])
    open.mockRestore()
    await later(30_001)
    expect(await storeCopy('me', 'again')).toBe(true)
    expect(trouble()).toBeNull()
  })

  it('names the other page that holds it', async () => {
    const upgrade = (db: IDBPDatabase) => ['visits', 'photos', 'kept'].forEach((name) => db.createObjectStore(name))
    const old = await openDB('patrol369', 1, { upgrade })
    const { loadCopy, storeCopy, trouble } = await page()
    const reading = loadCopy('me')
    // The database behind these tests tells of it after some turns of the loop.
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve))
    await Promise.all([reading, later(3_000)])
    expect(trouble()).toBe('blocked')
    old.close()
    await vi.waitFor(async () => expect(await storeCopy('me', 1)).toBe(true))
  })
})

describe('storage whose connection is lost without a word', () => {
  it('is opened again, and what was to be written is', async () => {
    const open = connections()
    const { storeVisit, loadVisits, trouble } = await page()
    await storeVisit(visit('a'))
    open.forEach((db) => db.close())
    await storeVisit(visit('b'))
    expect((await loadVisits()).map(({ uid }) => uid)).toEqual(['a', 'b'])
    expect(trouble()).toBeNull()
  })

  it('stores a visit once whose first answer was lost', async () => {
    const { storeVisit, loadVisits } = await page()
    const first = await storeVisit(visit('a'))
    expect(await storeVisit(visit('a'))).toEqual(first)
    expect(await loadVisits()).toHaveLength(1)
  })

  it('is called broken when it cannot be opened any more', async () => {
    const newer = await openDB('patrol369', 20)
    newer.close()
    const { storeVisit, trouble } = await page()
    await expect(storeVisit(visit('a'))).rejects.toMatchObject({ trouble: 'broken' })
    expect(trouble()).toBe('broken')
  })
})

describe('storage that is full', () => {
  it.each([
    ['QuotaExceededError', 'full'],
    ['UnknownError', 'broken'],
    ['AbortError', 'broken'],
  ])('%s is called %s', async (name, called) => {
    const { write, trouble } = await page()
    const failing = write(['kept'], () => Promise.reject(new DOMException('no', name)))
    await expect(failing).rejects.toMatchObject({ trouble: called })
    expect(trouble()).toBe(called)
  })

  it('leaves a mistake of ours what it is', async () => {
    const { write, trouble } = await page()
    await expect(write(['kept'], () => Promise.reject(new TypeError('ours')))).rejects.toThrow(TypeError)
    expect(trouble()).toBeNull()
  })
})
