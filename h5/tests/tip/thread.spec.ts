import { describe, expect, it } from 'vitest'
import { todayAt } from '@/tip/domain/days'
import type { Reward } from '@/tip/domain/contents'
import { rewardState, threadOf, type Opened } from '@/tip/domain/thread'

const removed = { position: true, device: false, time: false }
const REPORT: Opened = {
  id: 'a',
  day: '2026-11-20',
  content: {
    kind: 'report',
    n: 1,
    category: 'mine',
    text: '晚上有车',
    when: '',
    place: { mode: 'words', words: '' },
    not_to: [],
  },
}
const photo = (id: string, day: string, n: number, from: 'citizen' | 'handler'): Opened => ({
  id,
  day,
  content: { kind: 'photo', n, from, removed },
})
const status = (id: string, day: string, n: number, name: 'received' | 'assigned' | 'need_info'): Opened => ({
  id,
  day,
  content: { kind: 'status', n, status: name },
})
const reply = (id: string, day: string, n: number): Opened => ({
  id,
  day,
  content: { kind: 'reply', n, text: `答 ${n}` },
})

describe('a thread', () => {
  it('begins as received on the day it was filed', () => {
    const thread = threadOf([REPORT], '2026-11-20')
    expect(thread).toMatchObject({
      status: 'received',
      steps: [{ day: '2026-11-20', status: 'received' }],
      entries: [],
      reward: null,
      next: 2,
    })
    expect(thread.report?.text).toBe('晚上有车')
    expect(threadOf([REPORT, status('s', '2026-11-20', 2, 'received')], '2026-11-20').steps).toHaveLength(1)
  })

  it('goes by day, then number, however it comes', () => {
    const items = [
      reply('z', '2026-11-22', 5),
      status('s', '2026-11-21', 3, 'assigned'),
      photo('p', '2026-11-20', 2, 'citizen'),
      status('q', '2026-11-22', 4, 'need_info'),
      REPORT,
    ]
    const thread = threadOf(items, '2026-11-20')
    expect(thread.steps.map((step) => step.status)).toEqual(['received', 'assigned', 'need_info'])
    expect(thread.entries.map((entry) => entry.id)).toEqual(['p', 'z'])
    expect(threadOf([...items].reverse(), '2026-11-20')).toEqual(thread)
    expect(thread.next).toBe(6)
  })

  it('marks as new what the office said after the citizen', () => {
    const mine: Opened = { id: 'm', day: '2026-11-22', content: { kind: 'message', n: 4, text: '补充' } }
    const thread = threadOf([REPORT, reply('r', '2026-11-21', 3), mine, reply('s', '2026-11-23', 5)], '2026-11-20')
    expect(thread.entries.map(({ id, isNew }) => [id, isNew])).toEqual([
      ['r', false],
      ['m', false],
      ['s', true],
    ])
  })

  it('shows a photo that is not fetched yet last on its day, from nobody', () => {
    const thread = threadOf(
      [REPORT, { id: 'p', day: '2026-11-21', content: null }, reply('r', '2026-11-21', 3), reply('t', '2026-11-22', 4)],
      '2026-11-20',
    )
    expect(thread.entries.map(({ id, from }) => [id, from])).toEqual([
      ['r', 'handler'],
      ['p', 'unknown'],
      ['t', 'handler'],
    ])
    expect(thread.next).toBe(5)
  })

  it('tells the newest word on the reward, and that it was waived', () => {
    const words = (['under_review', 'granted'] as const).map((state, i): Opened => ({
      id: state,
      day: '2026-11-23',
      content: { kind: 'reward', n: 6 + i, state },
    }))
    expect(threadOf([REPORT, ...words], '2026-11-20')).toMatchObject({ isWaived: false, reward: { state: 'granted' } })
    expect(
      threadOf([REPORT, ...words, { id: 'w', day: '2026-11-24', content: { kind: 'waive', n: 8 } }], '2026-11-20')
        .isWaived,
    ).toBe(true)
  })

  it('lapses on the day after the last one to draw it, which is counted in China', () => {
    const granted = (reward: Pick<Reward, 'state' | 'claim_by'>, isWaived = false, isPaid = false) =>
      rewardState({ reward: { kind: 'reward', n: 9, ...reward }, isWaived }, '2027-02-01', isPaid)
    expect(granted({ state: 'granted', claim_by: '2027-02-01' })).toBe('granted')
    expect(granted({ state: 'granted', claim_by: '2027-01-31' })).toBe('expired')
    expect(granted({ state: 'granted', claim_by: '2027-01-31' }, true)).toBe('waived')
    expect(granted({ state: 'refused' })).toBe('refused')
    for (const isWaived of [false, true])
      expect(granted({ state: 'granted', claim_by: '2027-01-31' }, isWaived, true)).toBe('paid')
    // That it was paid is told by lists alone, whoever wrote it into the thread.
    expect(granted({ state: 'paid' as Reward['state'] })).toBe('none')
    expect(rewardState({ reward: null, isWaived: false }, '2027-02-01')).toBe('none')
    expect(todayAt(Date.parse('2027-01-31T16:00:00Z'))).toBe('2027-02-01')
  })
})
