import 'fake-indexeddb/auto'
import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import * as api from '@/api/checkins'
import { ApiError, type ApiFailure } from '@/api/http'
import type { Me, Receipt } from '@/api/types'
import { newUid } from '@/device/hash'
import { loadPhoto, loadVisits, type StoredVisit } from '@/device/vault'
import { useOutbox } from '@/stores/outbox'
import { useSession } from '@/stores/session'

vi.mock('@/api/checkins')
const sendCheckin = vi.mocked(api.sendCheckin)
const sendPhoto = vi.mocked(api.sendPhoto)

const BYTES = new Uint8Array([1, 2, 3])

function visit(photos = 1): StoredVisit {
  const uid = newUid()
  return {
    ...{ uid, authorId: 1, createdAt: Date.now(), nextAt: 0, state: 'waiting', photosLeft: photos, attempts: 0 },
    ...{ body: new TextEncoder().encode(uid), content: `hash of ${uid}`, siteId: 7, siteName: '17 号', kind: 'rental' },
    ...{ trouble: null, receipt: null, photos: Array.from({ length: photos }, (_, i) => ({ sha256: `p${i}`, type: 'image/jpeg', sent: false })) },
  }
}
const photosOf = (v: StoredVisit) => v.photos.map((p) => ({ sha256: p.sha256, bytes: BYTES }))
const receipt = (v: StoredVisit) => ({ facts: { id: v.uid, content: v.content }, code: 'K492QX7F' }) as unknown as Receipt
const answered = (data: unknown) => ({ status: 201, data: data as Receipt, etag: null })
const refused = (failure: ApiFailure) => Promise.reject(new ApiError(failure))
const problem = (status: number, code: string): ApiFailure => ({
  kind: 'problem',
  retryAfterS: null,
  problem: { code, status, title: '', title_en: '', detail: null, fields: [] },
})

beforeEach(() => {
  setActivePinia(createPinia())
  vi.resetAllMocks()
  useSession().me = { id: 1 } as Me
})

describe('the outbox', () => {
  it('keeps, sends the text, then the photos, and gives their room back', async () => {
    const outbox = useOutbox()
    const one = visit(2)
    sendCheckin.mockResolvedValue(answered(receipt(one)))
    sendPhoto.mockResolvedValue({ sha256: '' })
    await outbox.add(one, photosOf(one))
    await outbox.flush()
    expect(sendCheckin).toHaveBeenCalledExactlyOnceWith(one.body)
    expect(sendPhoto.mock.calls.map(([sha]) => sha)).toEqual(['p0', 'p1'])
    expect(outbox.visit(one.uid)).toMatchObject({ state: 'delivered', photosLeft: 0, trouble: null })
    expect(await loadPhoto(one.uid, 'p0')).toBeNull()
    expect(outbox.unsent).toEqual([])
  })

  it('keeps the same bytes for the next try when the line is cut', async () => {
    const outbox = useOutbox()
    const one = visit()
    sendCheckin.mockImplementation(() => refused({ kind: 'network' }))
    await outbox.add(one, photosOf(one))
    await outbox.flush()
    expect(outbox.visit(one.uid)).toMatchObject({ state: 'waiting', attempts: 1, trouble: 'network' })
    const stored = (await loadVisits()).find((v) => v.uid === one.uid)
    expect(Array.from(stored!.body)).toEqual(Array.from(one.body))
    sendCheckin.mockResolvedValue(answered(receipt(one)))
    sendPhoto.mockResolvedValue({ sha256: '' })
    await outbox.retryNow()
    expect(outbox.visit(one.uid)?.state).toBe('delivered')
  })

  it.each([
    ['an empty answer', {}],
    ['a receipt for another visit', { facts: { id: 'other', content: 'x' } }],
  ])('does not believe %s', async (_name, data) => {
    const outbox = useOutbox()
    const one = visit()
    sendCheckin.mockResolvedValue(answered(data))
    await outbox.add(one, photosOf(one))
    await outbox.flush()
    expect(outbox.visit(one.uid)).toMatchObject({ state: 'waiting', receipt: null })
    expect(await loadPhoto(one.uid, 'p0')).toEqual(BYTES)
  })

  it('parks what is refused and lets the rest flow', async () => {
    const outbox = useOutbox()
    const [bad, good] = [visit(0), visit(0)]
    sendCheckin.mockImplementation((body) =>
      new TextDecoder().decode(body) === bad.uid ? refused(problem(422, 'invalid')) : Promise.resolve(answered(receipt(good))),
    )
    await outbox.add(bad, [])
    await outbox.add(good, [])
    await outbox.flush()
    expect(outbox.visit(bad.uid)).toMatchObject({ state: 'parked', trouble: 'invalid' })
    expect(outbox.visit(good.uid)?.state).toBe('delivered')
  })

  it('stops and asks for a log-in when the session is gone, and loses nothing', async () => {
    const outbox = useOutbox()
    const one = visit()
    sendCheckin.mockImplementation(() => refused(problem(401, 'unauthenticated')))
    await outbox.add(one, photosOf(one))
    await outbox.flush()
    expect(useSession().state).toBe('out')
    expect(outbox.visit(one.uid)).toMatchObject({ state: 'waiting' })
  })

  it('never sends what another person recorded', async () => {
    const outbox = useOutbox()
    const one = { ...visit(), authorId: 2 }
    await outbox.add(one, photosOf(one))
    await outbox.flush()
    expect(sendCheckin).not.toHaveBeenCalled()
    expect(outbox.mine).not.toContainEqual(expect.objectContaining({ uid: one.uid }))
  })

  it('finds everything again after a restart', async () => {
    const one = visit()
    sendCheckin.mockImplementation(() => refused({ kind: 'network' }))
    await useOutbox().add(one, photosOf(one))
    await useOutbox().flush()
    setActivePinia(createPinia())
    useSession().me = { id: 1 } as Me
    await useOutbox().load()
    expect(useOutbox().visit(one.uid)).toMatchObject({ state: 'waiting', siteName: '17 号' })
  })
})
