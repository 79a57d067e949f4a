import 'fake-indexeddb/auto'
import type { NewVisit } from '@/device/records'
import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import * as api from '@/api/checkins'
import type { Me, Photo, Receipt } from '@/api/types'
import { loadPhoto, loadVisits } from '@/device/visits'
import { useOutbox } from '@/stores/outbox'
import { useSession } from '@/stores/session'
import { BYTES, emptyPhone, problem, receipt, refused, storePhotosOf, visit } from './visits'

vi.mock('@/api/checkins')
const sendCheckin = vi.mocked(api.sendCheckin)
const sendPhoto = vi.mocked(api.sendPhoto)

const taken = (sha256: string) => Promise.resolve({ status: 201, data: { sha256 } as Photo, etag: null })
const answered = (data: unknown) => ({ status: 201, data: data as Receipt, etag: null })
const answerEach = (visits: NewVisit[]) =>
  sendCheckin.mockImplementation((body) =>
    Promise.resolve(answered(receipt(visits.find((v) => v.body.join() === body.join())!))),
  )
beforeEach(emptyPhone)

describe('the outbox', () => {
  it('keeps, sends the text, then the photos, and gives their space back', async () => {
    const outbox = useOutbox()
    const one = visit(2)
    sendCheckin.mockResolvedValue(answered(receipt(one)))
    sendPhoto.mockImplementation(taken)
    await outbox.add(await storePhotosOf(one))
    await outbox.flush()
    expect(sendCheckin).toHaveBeenCalledExactlyOnceWith(one.body)
    expect(sendPhoto.mock.calls.map(([sha]) => sha)).toEqual(['p0', 'p1'])
    expect(outbox.visit(one.uid)).toMatchObject({ state: 'delivered', photosLeft: 0, trouble: null })
    expect(await loadPhoto(one.uid, 'p0')).toBeNull()
    expect(outbox.unsent).toEqual([])
  })

  it('remembers which photo arrived only in part', async () => {
    const outbox = useOutbox()
    const one = visit(2)
    sendCheckin.mockResolvedValue(answered(receipt(one)))
    sendPhoto.mockImplementation(async (sha256) => ({
      ...(await taken(sha256)),
      data: { sha256, complete: sha256 === 'p0' } as Photo,
    }))
    await outbox.add(await storePhotosOf(one))
    await outbox.flush()
    expect(outbox.visit(one.uid)?.photos.map((photo) => photo.isIncomplete)).toEqual([false, true])
  })

  it('keeps the same bytes for the next try when the line is cut', async () => {
    const outbox = useOutbox()
    const one = visit()
    sendCheckin.mockImplementation(() => refused({ kind: 'network' }))
    await outbox.add(await storePhotosOf(one))
    await outbox.flush()
    expect(outbox.visit(one.uid)).toMatchObject({ state: 'waiting', trouble: { kind: 'network' } })
    const stored = (await loadVisits()).find((v) => v.uid === one.uid)
    expect(Array.from(stored!.body)).toEqual(Array.from(one.body))
    sendCheckin.mockResolvedValue(answered(receipt(one)))
    sendPhoto.mockImplementation(taken)
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
    await outbox.add(await storePhotosOf(one))
    await outbox.flush()
    expect(outbox.visit(one.uid)).toMatchObject({ state: 'waiting', receipt: null })
    expect(await loadPhoto(one.uid, 'p0')).toEqual(BYTES)
  })

  it('parks what is refused and lets the rest flow', async () => {
    const outbox = useOutbox()
    const [bad, good] = [visit(0), visit(0)]
    sendCheckin.mockImplementation((body) =>
      new TextDecoder().decode(body) === bad.uid
        ? refused(problem(422, 'invalid'))
        : Promise.resolve(answered(receipt(good))),
    )
    await outbox.add(await storePhotosOf(bad))
    await outbox.add(await storePhotosOf(good))
    await outbox.flush()
    expect(outbox.visit(bad.uid)).toMatchObject({ state: 'parked', trouble: { kind: 'refused', code: 'invalid' } })
    expect(outbox.visit(good.uid)?.state).toBe('delivered')
  })

  it('stops and asks for a log-in when the session is gone, and loses nothing', async () => {
    const outbox = useOutbox()
    const one = visit()
    sendCheckin.mockImplementation(() => refused(problem(401, 'unauthenticated')))
    await outbox.add(await storePhotosOf(one))
    await outbox.flush()
    expect(useSession().state).toBe('out')
    expect(outbox.visit(one.uid)).toMatchObject({ state: 'waiting' })
  })

  it('never sends what another person recorded', async () => {
    const outbox = useOutbox()
    const one = { ...visit(), authorId: 2 }
    await outbox.add(await storePhotosOf(one))
    await outbox.flush()
    expect(sendCheckin).not.toHaveBeenCalled()
    expect(outbox.mine).not.toContainEqual(expect.objectContaining({ uid: one.uid }))
  })

  it('sends texts in the order in which they were saved, whatever the clock said', async () => {
    const outbox = useOutbox()
    const visits = [1_700_000_000_000, 5_000, 1_800_000_000_000].map((createdAt) => ({ ...visit(), createdAt }))
    sendCheckin.mockImplementation(() => refused({ kind: 'network' }))
    for (const each of visits) await outbox.add(await storePhotosOf(each))
    await outbox.flush()
    sendCheckin.mockReset()
    answerEach(visits)
    sendPhoto.mockImplementation(taken)
    await outbox.retryNow()
    expect(sendCheckin.mock.calls.map(([body]) => new TextDecoder().decode(body))).toEqual(visits.map((v) => v.uid))
    expect(Math.max(...sendCheckin.mock.invocationCallOrder)).toBeLessThan(
      Math.min(...sendPhoto.mock.invocationCallOrder),
    )
    expect(outbox.unsent).toEqual([])
  })

  it('sends at once what is saved while the line comes to its end', async () => {
    const outbox = useOutbox()
    const [one, two] = [visit(0), visit(0)]
    answerEach([one, two])
    await outbox.add(one)
    const ending = outbox.flush()
    await outbox.add(two)
    await ending
    expect(sendCheckin).toHaveBeenCalledTimes(2)
    expect(outbox.unsent).toEqual([])
  })

  it('rests as a whole after a failure, and goes on by itself', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] })
    const outbox = useOutbox()
    const [one, two] = [visit(0), visit(0)]
    sendCheckin.mockImplementation(() => refused({ kind: 'network' }))
    await outbox.add(one)
    await outbox.flush()
    await outbox.add(two)
    await outbox.flush()
    expect(sendCheckin).toHaveBeenCalledTimes(1)
    expect(outbox.restsUntil).toBeGreaterThan(Date.now())
    answerEach([one, two])
    vi.advanceTimersByTime(2_500)
    vi.useRealTimers()
    await outbox.flush()
    expect(sendCheckin).toHaveBeenCalledTimes(3)
    expect(outbox.unsent).toEqual([])
  })

  it('blames no visit for a line that came back without a word from the browser', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const outbox = useOutbox()
    const [oldest, other] = [visit(0), visit(1)]
    const sent: string[] = []
    const note = (body: Uint8Array) => sent.push(new TextDecoder().decode(body))
    sendCheckin.mockImplementation((body) => (note(body), refused({ kind: 'network' })))
    sendPhoto.mockImplementation(() => (sent.push('photo'), taken('p0')))
    await outbox.add(oldest)
    await outbox.add(await storePhotosOf(other))
    await outbox.flush()
    for (let tries = 1; tries < 3; tries++) {
      await vi.runOnlyPendingTimersAsync()
      await outbox.flush()
    }
    expect(sent).toEqual(Array(3).fill(oldest.uid))
    sendCheckin.mockImplementation((body) => {
      note(body)
      return Promise.resolve(answered(receipt(sent.at(-1) === other.uid ? other : oldest)))
    })
    await vi.runOnlyPendingTimersAsync()
    await outbox.flush()
    vi.useRealTimers()
    expect(sent.slice(3)).toEqual([other.uid, oldest.uid, 'photo'])
    expect(outbox.unsent).toEqual([])
  })

  it('sets a refused photo aside, sends the others and forgets none', async () => {
    const outbox = useOutbox()
    const one = visit(3)
    sendCheckin.mockResolvedValue(answered(receipt(one)))
    sendPhoto.mockImplementation((sha256) =>
      sha256 === 'p1' ? refused(problem(415, 'photo-unreadable')) : taken(sha256),
    )
    await outbox.add(await storePhotosOf(one))
    await outbox.flush()
    expect(outbox.visit(one.uid)).toMatchObject({
      photosLeft: 1,
      photos: [{ sent: true }, { sent: false, trouble: { code: 'photo-unreadable' } }, { sent: true }],
    })
    expect(await loadPhoto(one.uid, 'p1')).toEqual(BYTES)
    expect(outbox.unsent).toHaveLength(1)
  })

  it('says so when a photo is no longer there, instead of counting it as sent', async () => {
    const outbox = useOutbox()
    const one = visit(1)
    sendCheckin.mockResolvedValue(answered(receipt(one)))
    await outbox.add(one)
    await outbox.flush()
    expect(sendPhoto).not.toHaveBeenCalled()
    expect(outbox.visit(one.uid)).toMatchObject({ photosLeft: 1, photos: [{ sent: false, trouble: { kind: 'lost' } }] })
  })

  it('does not believe a photo’s answer that names another hash', async () => {
    const outbox = useOutbox()
    const one = visit(1)
    sendCheckin.mockResolvedValue(answered(receipt(one)))
    sendPhoto.mockImplementation(() => taken('another'))
    await outbox.add(await storePhotosOf(one))
    await outbox.flush()
    expect(outbox.visit(one.uid)).toMatchObject({ photosLeft: 1, trouble: { kind: 'odd' } })
    expect(await loadPhoto(one.uid, 'p0')).toEqual(BYTES)
  })

  it('keeps what two people left on one phone apart', async () => {
    const outbox = useOutbox()
    sendCheckin.mockImplementation(() => refused({ kind: 'network' }))
    await outbox.add(visit(0))
    useSession().me = { id: 2 } as Me
    await outbox.add({ ...visit(0), authorId: 2, authorName: '李' })
    expect(outbox.unsent).toHaveLength(1)
    expect(outbox.others).toEqual([{ authorId: 1, name: '王巡', count: 1 }])
  })

  it('finds everything again after a restart', async () => {
    const one = visit()
    sendCheckin.mockImplementation(() => refused({ kind: 'network' }))
    await useOutbox().add(await storePhotosOf(one))
    await useOutbox().flush()
    setActivePinia(createPinia())
    useSession().me = { id: 1 } as Me
    await useOutbox().load()
    expect(useOutbox().visit(one.uid)).toMatchObject({ state: 'waiting', siteName: '17 号' })
  })
})
