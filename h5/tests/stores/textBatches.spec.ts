import 'fake-indexeddb/auto'
import type { NewVisit } from '@/device/records'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import * as api from '@/api/checkins'
import type { Receipt } from '@/api/types'
import { useOutbox } from '@/stores/outbox'
import { useSession } from '@/stores/session'
import { emptyPhone, problem, receipt, refused, visit } from './visits'

vi.mock('@/api/checkins')
const sendCheckin = vi.mocked(api.sendCheckin)
const sendCheckins = vi.mocked(api.sendCheckins)

const lineOf = (each: NewVisit) => ({ status: 201, receipt: receipt(each) })
const linesOf = (lines: Uint8Array): string[] => new TextDecoder().decode(lines).trimEnd().split('\n')
const single = (visits: NewVisit[]) =>
  sendCheckin.mockImplementation((body) => {
    const one = visits.find((each) => each.uid === new TextDecoder().decode(body))!
    return Promise.resolve({ status: 201, data: receipt(one) as Receipt, etag: null })
  })

/** Visits that were saved while there was no line. */
async function saved(count: number): Promise<NewVisit[]> {
  const visits = Array.from({ length: count }, () => visit(0))
  sendCheckin.mockImplementation(() => refused({ kind: 'network' }))
  sendCheckins.mockImplementation(() => refused({ kind: 'network' }))
  for (const each of visits) await useOutbox().add(each)
  await useOutbox().flush()
  sendCheckin.mockReset()
  sendCheckins.mockReset()
  return visits
}

beforeEach(emptyPhone)

describe('texts that waited', () => {
  it('go together, oldest first, and each needs its own receipt', async () => {
    const visits = await saved(5)
    sendCheckins.mockResolvedValue(visits.map(lineOf))
    await useOutbox().retryNow()
    expect(sendCheckins.mock.calls.map(([lines]) => linesOf(lines))).toEqual([visits.map((each) => each.uid)])
    expect(sendCheckin).not.toHaveBeenCalled()
    expect(useOutbox().unsent).toEqual([])
  })

  it('still go together after many tries without a line', async () => {
    const visits = await saved(4)
    sendCheckins.mockImplementation(() => refused({ kind: 'network' }))
    single(visits)
    await useOutbox().load()
    for (let tries = 1; tries <= 4; tries++) {
      window.dispatchEvent(new Event('online'))
      await vi.waitFor(() => expect(sendCheckins).toHaveBeenCalledTimes(tries))
      await useOutbox().flush()
    }
    sendCheckins.mockResolvedValue(visits.map(lineOf))
    window.dispatchEvent(new Event('online'))
    await vi.waitFor(() => expect(useOutbox().unsent).toEqual([]))
    expect(sendCheckin).not.toHaveBeenCalled()
  })

  it('go one by one when they are three', async () => {
    const visits = await saved(3)
    single(visits)
    await useOutbox().retryNow()
    expect(sendCheckins).not.toHaveBeenCalled()
    expect(sendCheckin).toHaveBeenCalledTimes(3)
  })

  it('are fifty at a time', async () => {
    const visits = await saved(52)
    sendCheckins.mockImplementation((lines) =>
      Promise.resolve(linesOf(lines).map((uid) => lineOf(visits.find((each) => each.uid === uid)!))),
    )
    single(visits)
    await useOutbox().retryNow()
    expect(sendCheckins.mock.calls.map(([lines]) => linesOf(lines).length)).toEqual([50])
    expect(sendCheckin).toHaveBeenCalledTimes(2)
    expect(useOutbox().unsent).toEqual([])
  })

  it.each([
    ['null', null],
    ['too few lines', [{ status: 201 }]],
    ['something without a status', [{}, {}, {}, {}]],
  ])('go one by one when the answer is %s', async (_name, answer) => {
    const visits = await saved(4)
    sendCheckins.mockResolvedValue(answer)
    single(visits)
    await useOutbox().retryNow()
    expect(sendCheckins).toHaveBeenCalledTimes(1)
    expect(sendCheckin).toHaveBeenCalledTimes(4)
    expect(useOutbox().unsent).toEqual([])
  })

  it.each([404, 405, 413, 415, 422])('go one by one when the server refuses the request (%i)', async (status) => {
    const visits = await saved(4)
    sendCheckins.mockImplementation(() => refused(problem(status, 'x')))
    single(visits)
    await useOutbox().retryNow()
    expect(sendCheckin).toHaveBeenCalledTimes(4)
    expect(useOutbox().unsent).toEqual([])
  })

  it.each([403, 404, 413])('go one by one when something between refuses them (%i, a page)', async (status) => {
    const visits = await saved(4)
    sendCheckins.mockImplementation(() => refused({ kind: 'network', status }))
    single(visits)
    await useOutbox().retryNow()
    expect(sendCheckin).toHaveBeenCalledTimes(4)
    expect(useOutbox().unsent).toEqual([])
  })

  it('part: what is refused is parked, what another has answered is not believed', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const [good, bad, odd, last] = (await saved(4)) as [NewVisit, NewVisit, NewVisit, NewVisit]
    const refusal = { status: 422, problem: { code: 'invalid', status: 422, title: '', title_en: '', fields: [] } }
    sendCheckins.mockResolvedValue([lineOf(good), refusal, { status: 201, receipt: receipt(good) }, lineOf(last)])
    await useOutbox().retryNow()
    const states = [good, bad, odd, last].map((each) => useOutbox().visit(each.uid)?.state)
    expect(states).toEqual(['delivered', 'parked', 'waiting', 'delivered'])
    expect(useOutbox().restsUntil).not.toBeNull()
    vi.useRealTimers()
  })

  it('rest when the line is cut, and go together again', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const visits = await saved(4)
    sendCheckins.mockImplementation(() => refused({ kind: 'network' }))
    await useOutbox().retryNow()
    expect(useOutbox().restsUntil).not.toBeNull()
    expect(sendCheckin).not.toHaveBeenCalled()
    sendCheckins.mockResolvedValue(visits.map(lineOf))
    vi.useRealTimers()
    await useOutbox().retryNow()
    expect(useOutbox().unsent).toEqual([])
  })

  it('wait for a sign-in', async () => {
    await saved(4)
    sendCheckins.mockImplementation(() => refused(problem(401, 'unauthenticated')))
    await useOutbox().retryNow()
    expect(useSession().state).toBe('out')
    expect(useOutbox().visits.map((each) => each.state)).toEqual(Array(4).fill('waiting'))
  })
})
