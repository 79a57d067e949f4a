import { describe, expect, it } from 'vitest'
import type { BoardChild, Figures, Geometry } from '@/api/types'
import { changesOfLength, gapLimitS, isBehind, isGapAlarm, lacking, shade, shares, worstFirst } from '@/domain/coverage'
import { listSections } from '@/domain/homes'
import { findingLabel, siteLabel, standingLabel } from '@/domain/labels'
import { frame, groupLabel, nearestSpot, path, spread } from '@/domain/mapview'
import { outline } from '@/domain/outline'

function figures(changes: Partial<Figures> = {}): Figures {
  return {
    required: 10,
    covered: 6,
    attempted: 1,
    exempt: 1,
    missed: 0,
    open: 2,
    rate: 0.66,
    rate_all: 0.6,
    longest_gap_s: 0,
    ...changes,
  }
}
const child = (name: string, changes: Partial<Figures>): BoardChild => ({
  area: { id: 1, name, level: 'grid', parent_id: null },
  leader: null,
  figures: figures(changes),
})

describe('figures on the board', () => {
  it('fill the bar exactly', () => {
    const parts = shares(figures())
    expect(parts.map((p) => p.tone)).toEqual(['covered', 'attempted', 'exempt', 'open'])
    expect(parts.reduce((sum, p) => sum + p.percent, 0)).toBeCloseTo(100)
    expect(lacking(figures())).toBe(3)
  })

  it('put the worst first and what requires nothing last', () => {
    const children = [
      child('good', { rate: 1 }),
      child('none', { required: 0, rate: null }),
      child('bad', { rate: 0.1 }),
      child('long', { rate: 0.1, longest_gap_s: 9 }),
    ]
    expect(worstFirst(children).map((c) => c.area.name)).toEqual(['long', 'bad', 'good', 'none'])
  })

  it.each([
    [1, 4],
    [0.99, 3],
    [0.85, 3],
    [0.6, 2],
    [0.3, 1],
    [0, 0],
    [null, null],
  ])('a rate of %s has shade %s', (rate, tone) => expect(shade(figures({ rate }))).toBe(tone))

  it('alarm when a gap is longer than a kept cycle can make it', () => {
    const limit = gapLimitS({ starts_at: '2026-01-01T16:00:00Z', ends_at: '2026-01-04T16:00:00Z' })
    expect(limit).toBe(6 * 86_400)
    expect(isGapAlarm(figures({ longest_gap_s: limit }), limit)).toBe(false)
    expect(isGapAlarm(figures({ longest_gap_s: limit + 1 }), limit)).toBe(true)
  })

  it('tell who is well behind', () => {
    expect(isBehind(figures({ rate: 0.6 }), figures({ rate: 0.66 }))).toBe(true)
    expect(isBehind(figures({ rate: 0.63 }), figures({ rate: 0.66 }))).toBe(false)
    expect(isBehind(figures({ rate: null }), figures())).toBe(false)
  })
})

describe('labels', () => {
  it('never let an attempt look like a check', () => {
    expect(standingLabel({ standing: 'counts', result: 'attempted' }).key).toBe('standing.attempted')
    expect(standingLabel({ standing: 'counts', result: 'normal' }).tone).toBe('covered')
  })

  it('remind of a miss in the window before', () => {
    expect(siteLabel({ state: 'open', missed_last: true, attempted_last: false }).key).toBe('state.missed_last')
    expect(siteLabel({ state: 'open', missed_last: false, attempted_last: true }).key).toBe('state.attempted_last')
    expect(siteLabel({ state: 'covered', missed_last: true, attempted_last: true }).key).toBe('state.covered')
  })

  it('call a closed finding closed, however late', () => {
    expect(findingLabel({ status: 'closed', overdue: true }).key).toBe('finding.closed')
    expect(findingLabel({ status: 'assigned', overdue: true }).key).toBe('finding.overdue')
  })
})

describe('sections', () => {
  it.each([
    [['checkin.create'], false, ['today', 'map', 'outbox', 'me']],
    [
      ['checkin.create', 'coverage.read', 'checkin.review', 'finding.read'],
      true,
      ['coverage', 'reviews', 'findings', 'today', 'map', 'outbox', 'me'],
    ],
    [['account.manage'], false, ['accounts', 'me']],
    [[], false, ['me']],
  ])('for %o', (actions, leads, expected) => expect(listSections(actions, leads)).toEqual(expected))
})

describe('the drawing', () => {
  const square = (west: number): Geometry => ({
    type: 'Polygon',
    coordinates: [
      [
        [west, 0],
        [west + 1, 0],
        [west + 1, 1],
        [west, 1],
        [west, 0],
      ],
    ],
  })

  it('fits all shapes and keeps their proportions', () => {
    const view = frame([square(0), square(1)], 220, 200, 10)!
    expect(view.project(0, 1)[0]).toBeCloseTo(10)
    expect(view.project(2, 0)[0]).toBeCloseTo(210)
    expect(path(square(0), view)).toMatch(/^M10\.0 .*Z$/)
    expect(frame([], 10, 10, 0)).toBeNull()
  })

  it('outlines what several shapes make together', () => {
    const view = frame([square(0), square(1)], 220, 200, 10)!
    expect(outline([square(0), square(1)], view).match(/M/g)).toHaveLength(6)
  })

  it('writes a name only where it has room', () => {
    const view = frame([square(0)], 100, 100, 0)!
    expect(groupLabel([square(0)], view, '燕南', 15)?.text).toBe('燕南')
    expect(groupLabel([square(0)], view, '青水畲族乡政府所在地', 15)).toBeNull()
  })
})

describe('spots on the drawing', () => {
  const spots = [
    { x: 0, y: 0 },
    { x: 10, y: 0 },
    { x: 30, y: 0 },
  ]

  it('are chosen by the finger nearest to them, within reach', () => {
    expect(nearestSpot(spots, { x: 7, y: 3 }, 28)).toBe(spots[1])
    expect(nearestSpot(spots, { x: 60, y: 0 }, 28)).toBeNull()
    expect(nearestSpot([], { x: 0, y: 0 }, 28)).toBeNull()
  })

  it('keep apart, the earlier ones first', () => {
    expect(spread(spots, 15)).toEqual([spots[0], spots[2]])
  })
})

describe('a change of the plan', () => {
  const window = (from: string, to: string) => ({ starts_at: `${from}T16:00:00Z`, ends_at: `${to}T16:00:00Z` })
  const three = [window('2026-01-01', '2026-01-04'), window('2026-01-04', '2026-01-07')]

  it('is where another length begins', () => {
    expect(changesOfLength([...three, window('2026-01-07', '2026-01-12'), window('2026-01-12', '2026-01-17')])).toEqual(
      [2],
    )
    expect(changesOfLength(three)).toEqual([])
    expect(changesOfLength([])).toEqual([])
  })
})
