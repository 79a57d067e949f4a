import { describe, expect, it } from 'vitest'
import type { RankedArea } from '@/api/supervision'
import { line, ordered } from '@/pages/supervision/ranking'

const row = (id: number, rate: number | null, findings: number | null, apart = false) =>
  ({ area: { id }, ranks: { rate, gap: rate, findings }, apart }) as RankedArea
const ids = (rows: RankedArea[]) => rows.map((each) => each.area.id)

describe('the rows of a ranking', () => {
  const rows = [row(1, 2, null), row(2, 1, 2), row(3, null, null, true), row(4, 3, 1)]

  it('stand by their rank in the measure that was chosen', () => {
    expect(ids(ordered(rows, 'rate', false))).toEqual([2, 1, 4, 3])
    expect(ids(ordered(rows, 'findings', false))).toEqual([4, 2, 1, 3])
  })

  it('turned round keep those without a rank after all others, and those apart at the end', () => {
    expect(ids(ordered(rows, 'rate', true))).toEqual([4, 1, 2, 3])
    expect(ids(ordered(rows, 'findings', true))).toEqual([2, 4, 1, 3])
  })
})

describe('the line of a trend', () => {
  it('runs from left to right, the higher the better', () => {
    expect(line([0, 1])).toBe('0.0,22.0 100.0,2.0')
  })

  it('leaves out a window in which nothing was due', () => {
    expect(line([1, null, 0.5])).toBe('0.0,2.0 100.0,12.0')
    expect(line([])).toBe('')
  })
})
