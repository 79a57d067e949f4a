import { afterEach, describe, expect, it, vi } from 'vitest'
import type { TrendPoint } from '@/api/types'
import { configOf } from '@/pages/coverage/trend'
import TrendChart from '@/pages/coverage/TrendChart.vue'
import { mounted } from '../mounted'

const DAY_MS = 86_400_000
const point = (number: number, rate: number, atThisHour: number | null, gapDays: number): TrendPoint => ({
  window: {
    plan: 'three-day',
    number,
    starts_at: new Date(number * 3 * DAY_MS).toISOString(),
    ends_at: new Date((number + 1) * 3 * DAY_MS).toISOString(),
  },
  figures: {
    required: 100,
    covered: 100 * rate,
    attempted: 0,
    exempt: 0,
    missed: 0,
    open: 100 - 100 * rate,
    rate,
    rate_all: rate,
    longest_gap_s: gapDays * 86_400,
  },
  rate_at_this_hour: atThisHour,
})
const points = [point(39, 0.9, 0.5, 3), point(40, 0.95, 0.6, 7), point(41, 0.55, null, 4)]
const words = {
  rate: '覆盖率',
  gap: '最长空档',
  thisHour: '同一时刻',
  dayAxis: '空档（天）',
  title: String,
  rateText: String,
  thisHourText: String,
  gapText: String,
}
const config = (isRunning: boolean) => configOf(points, isRunning, words, (token) => token)

describe('the trend as it is drawn', () => {
  it('sets the running window apart, beside the same hour of those before', () => {
    const [rate, hour] = config(true).data.datasets
    expect(rate).toMatchObject({ data: [90, 95, 55].map((n) => expect.closeTo(n)), pointRadius: [3, 3, 5] })
    expect(rate).toMatchObject({ pointBackgroundColor: ['covered', 'covered', 'card'] })
    expect(hour).toMatchObject({ hidden: false, data: [50, 60, 55].map((n) => expect.closeTo(n)) })
  })

  it('draws windows that have all ended as they are', () => {
    const [rate, hour] = config(false).data.datasets
    expect(rate).toMatchObject({ pointRadius: [3, 3, 3] })
    expect(hour).toMatchObject({ hidden: true })
  })

  it('has an axis for each measure, and marks a gap that is too long', () => {
    expect(Object.keys(config(true).options?.scales ?? {})).toEqual(['x', 'rate', 'gap'])
    expect(config(true).data.datasets[2]).toMatchObject({ backgroundColor: ['open-bar', 'missed', 'open-bar'] })
  })
})

describe('the trend in a hand', () => {
  afterEach(() => vi.unstubAllGlobals())

  it('shows its values as a table when asked', async () => {
    vi.stubGlobal('matchMedia', () => ({ matches: false }))
    const shown = mounted(TrendChart, { props: { points, isRunning: true } })
    expect(shown.find('canvas').exists()).toBe(false)
    const button = shown.get('button')
    expect(button.attributes('aria-expanded')).toBe('false')
    await button.trigger('click')
    expect(button.attributes('aria-expanded')).toBe('true')
    const cells = shown.findAll('tbody tr').map((row) => row.findAll('td').map((cell) => cell.text()))
    expect(cells.at(-1)).toEqual(['55.0%（进行中）', '55.0%', '4.0 天'])
    expect(cells[0]).toEqual(['90.0%', '50.0%', '3.0 天'])
    expect(shown.text()).toContain('前 2 轮同一时刻平均 55.0%')
  })
})
