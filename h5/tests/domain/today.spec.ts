import { describe, expect, it } from 'vitest'
import { compareRows, inGroups, nearFirst, reasonsOf } from '@/domain/today'
import { PENDING, siteLabel } from '@/domain/labels'
import { computingMs, seeded, seeds } from '../seeded'
import { AREA, day, ids, item, some, TONIGHT, type Told } from './todayItems'

describe('a site whose visit waits for a decision', () => {
  const waiting = item({ id: 1, awaits_review: true, missed_last: true })
  it('is told apart, neither to go to nor done', () => {
    const { here, due, pending, done } = day([waiting, item({ id: 2 })])
    expect([here, ids(due), ids(pending), ids(done)]).toEqual([null, [2], [1], []])
    expect(reasonsOf(pending[0]!)).toEqual([])
    expect(siteLabel(waiting)).toEqual(PENDING)
  })
  it('is so as soon as the receipt says it, and until a later visit counts', () => {
    const open = item({ id: 3, place: 'on_site' })
    expect(ids(day([open], new Map([[3, 'pending']])).pending)).toEqual([3])
    expect(ids(day([waiting], new Map([[1, 'covered']])).done)).toEqual([1])
  })
  it('waits no longer when the list knows it as covered', () =>
    expect(ids(day([item({ id: 4, state: 'covered' })], new Map([[4, 'pending']])).done)).toEqual([4]))
})

describe('the order of the day', () => {
  it.each<[string, Told, Told]>([
    [
      'overdue before a key site nearby',
      { id: 2, missed_last: true, risk: 1, away: 9000 },
      { id: 1, risk: 3, away: 10 },
    ],
    ['missed in this window as well', { id: 2, state: 'missed', away: 9000 }, { id: 1, risk: 3, away: 10 }],
    ['due today before later', { id: 2, due_at: TONIGHT, risk: 1, away: 9000 }, { id: 1, risk: 3, away: 10 }],
    ['untried before tried', { id: 2, risk: 1, away: 9000 }, { id: 1, state: 'attempted', risk: 3, away: 10 }],
    [
      'tried and overdue before what does not press',
      { id: 2, state: 'attempted', missed_last: true },
      { id: 1, risk: 3 },
    ],
    ['high risk before near', { id: 2, risk: 3, away: 9000 }, { id: 1, risk: 2, away: 10 }],
    [
      'near before overdue, when both press',
      { id: 2, due_at: TONIGHT, away: 10 },
      { id: 1, missed_last: true, away: 11 },
    ],
    ['near before far', { id: 2, away: 10 }, { id: 1, away: 11 }],
    ['a known distance before none', { id: 2, away: 9000 }, { id: 1, away: null }],
    ['without a position by name', { id: 2, away: null, name: 'a' }, { id: 1, away: null, name: 'b' }],
    ['at last by number', { id: 1 }, { id: 2 }],
  ])('puts %s', (_what, first, second) => {
    expect(ids(day([item(second), item(first)]).due)).toEqual([first.id, second.id])
  })

  it('tells what needs no visit apart, with what this phone has covered itself', () => {
    const { due, done } = day(
      [item({ id: 1, state: 'covered' }), item({ id: 2 }), item({ id: 3 })],
      new Map([[3, 'covered']]),
    )
    expect(ids(due)).toEqual([2])
    expect(ids(done)).toEqual([1, 3])
  })

  it('puts what this phone has tried itself behind the rest', () => {
    expect(ids(day([item({ id: 1 }), item({ id: 2 })], new Map([[1, 'attempted']])).due)).toEqual([2, 1])
  })

  it.each(seeds(60))('has its groups one after another, each from near to far (seed %i)', (seed) => {
    const { due } = day(some(seeded(seed), 80))
    const groups = inGroups(due)
    expect(groups.flatMap(({ rows }) => rows)).toEqual(due)
    expect(due.filter((row) => row.isOverdue && row.group !== 'urgent')).toEqual([])
    for (const { rows } of groups) {
      const away = rows.filter((row) => row.item.state !== 'attempted').map((row) => row.away ?? Infinity)
      expect(away).toEqual([...away].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0)))
    }
    const near = nearFirst(due).map((row) => row.away ?? Infinity)
    expect(near).toEqual([...near].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0)))
  })

  it('presses nobody with what is due today when all is', () => {
    const last = [item({ id: 1, due_at: TONIGHT, away: 20 }), item({ id: 2, due_at: TONIGHT, away: 10 })]
    expect(inGroups(day(last).due).map(({ group }) => group)).toEqual(['rest'])
    expect(inGroups(day([...last, item({ id: 3 })]).due).map(({ group, rows }) => [group, ids(rows)])).toEqual([
      ['urgent', [2, 1]],
      ['rest', [3]],
    ])
  })

  it.each(seeds(60))('is the same whatever the order it is told in (seed %i)', (seed) => {
    const chance = seeded(seed)
    const items = some(chance, 80)
    expect(day(chance.shuffled(items))).toEqual(day(items))
  })

  it.each(seeds(10))(
    'is total: of two rows one comes first, and of three the first before the last (seed %i)',
    (seed) => {
      const { due, done } = day(some(seeded(seed), 14))
      const rows = [...due, ...done]
      for (const a of rows) {
        for (const b of rows) {
          // No row is equal to another, and turning the question around turns the answer around.
          expect(compareRows(a, b) + compareRows(b, a)).toBe(0)
          expect(compareRows(a, b) === 0).toBe(a === b)
          for (const c of rows)
            if (compareRows(a, b) < 0 && compareRows(b, c) < 0) expect(compareRows(a, c)).toBeLessThan(0)
        }
      }
    },
  )

  it('orders 500 sites within 10 ms of computing', () => {
    const items = some(seeded(1), 500)
    expect(Math.min(...seeds(5).map(() => computingMs(() => day(items))))).toBeLessThan(10)
  })
})

describe('the site where the officer stands', () => {
  it('leaves the list', () => {
    const { here, due } = day([item({ id: 1, missed_last: true }), item({ id: 2, place: 'on_site', away: 8 })])
    expect(here?.item.site.id).toBe(2)
    expect(ids(due)).toEqual([1])
  })

  it.each<[string, Told, Told]>([
    [
      'surely there before nearby',
      { id: 2, place: 'on_site', away: 50 },
      { id: 1, place: 'near', away: 40, missed_last: true },
    ],
    [
      'a house before the forest around it',
      { id: 2, place: 'on_site', away: 20 },
      { id: 1, place: 'on_site', away: 0, geometry: AREA },
    ],
    ['the nearer one', { id: 2, place: 'on_site', away: 5 }, { id: 1, place: 'on_site', away: 6, missed_last: true }],
    [
      'the more urgent of two at one spot',
      { id: 2, place: 'on_site', away: 5, missed_last: true },
      { id: 1, place: 'on_site', away: 5 },
    ],
  ])('is %s', (_what, chosen, other) => {
    expect(day([item(other), item(chosen)]).here?.item.site.id).toBe(2)
  })

  it.each<[string, Told]>([
    ['far', { id: 1, place: 'far' }],
    ['done', { id: 1, place: 'on_site', state: 'covered' }],
    ['of unknown distance', { id: 1, away: null }],
  ])('is none that is %s', (_what, told) => {
    expect(day([item(told)]).here).toBeNull()
  })
})

describe('the word on a row', () => {
  const words = (told: Told): string[] => {
    const { due, done } = day([item(told)])
    return reasonsOf([...due, ...done][0]!)
  }

  it.each<[Told, string[]]>([
    [{ id: 1 }, []],
    [{ id: 1, missed_last: true }, []], // its state says so
    [{ id: 1, missed_last: true, state: 'attempted' }, ['overdue']],
    [{ id: 1, attempted_last: true }, []], // its state says so
    [{ id: 1, attempted_last: true, follow_up: true }, ['follow_up']],
    [{ id: 1, attempted_last: true, follow_up: true, state: 'attempted' }, ['tried_last', 'follow_up']],
    [{ id: 1, attempted_last: true, state: 'covered' }, []],
    [{ id: 1, due_at: TONIGHT, risk: 3 }, ['due_today', 'high_risk']],
    [{ id: 1, due_at: TONIGHT, risk: 3, missed_last: true }, ['high_risk']],
    [{ id: 1, state: 'covered', due_at: TONIGHT, risk: 3 }, []],
  ])('says why it stands where it stands: %j', (told, expected) => {
    expect(words(told)).toEqual(expected)
  })
})

describe('a site where nobody got in', () => {
  const tried = item({ id: 2, state: 'attempted', follow_up: true, risk: 2 })

  it('is to go to again the next day, like any other', () =>
    expect(ids(day([item({ id: 1 }), tried]).due)).toEqual([2, 1]))
  it('waits behind the others once it was tried today', () => {
    expect(ids(day([item({ id: 1 }), tried], new Map([[2, 'attempted']])).due)).toEqual([1, 2])
    expect(ids(day([item({ id: 1 }), item({ id: 2, state: 'attempted', risk: 2 })]).due)).toEqual([1, 2])
  })
  it('is overdue like a miss in the next window', () =>
    expect(day([item({ id: 1, attempted_last: true })]).due[0]!.isOverdue).toBe(true))
})
