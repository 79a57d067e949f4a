import { describe, expect, it } from 'vitest'
import type { TodayItem, TodayWindow } from '@/api/types'
import { planCards, type Row } from '@/domain/today'

const row = (plan: string, kind: string) => ({ item: { plan, site: { kind } } as TodayItem }) as Row
const window = (plan: string, required: number) => ({ plan, number: 9, progress: { required } }) as TodayWindow

function cards(
  windows: TodayWindow[],
  due: Row[],
  { here = null as Row | null, pending = [] as Row[], done = [] as Row[] } = {},
) {
  const items = [...due, ...done, ...(here ? [here] : [])].map(({ item }) => item)
  const made = planCards({ windows, items }, { here, due, pending, done })
  return made.map(({ window: { plan }, left, kinds }) => [plan, left, kinds])
}

describe('the cards of the plans', () => {
  it('count what is left of each plan alone, the site at hand too, and name its kinds once', () => {
    const due = [row('three-day', 'shop'), row('weekly', 'forest')]
    const rest = { here: row('three-day', 'rental'), done: [row('three-day', 'shop')] }
    expect(cards([window('three-day', 3), window('weekly', 1)], due, rest)).toEqual([
      ['three-day', 2, ['shop', 'rental']],
      ['weekly', 1, ['forest']],
    ])
  })

  it('leave out a plan that asks for nothing, unless none asks', () => {
    const windows = [window('three-day', 0), window('weekly', 2), window('monthly', 0)]
    expect(cards(windows, [row('monthly', 'forest')])).toEqual([
      ['weekly', 0, []],
      ['monthly', 1, ['forest']],
    ])
    expect(cards([window('three-day', 0), window('weekly', 0)], [])).toEqual([['three-day', 0, []]])
  })

  it('are not there in a copy from before plans were told apart', () => {
    expect(cards([{ plan: 'three-day', number: 9 } as TodayWindow], [])).toEqual([])
  })
})
