/** Rankings as rows of a table: the server has ranked, here they are only put in order. */
import type { Measure, RankedArea } from '@/api/supervision'

export const MEASURES: Measure[] = ['rate', 'gap', 'findings']

/** By the rank in this measure, those without one after all others, those apart last. */
export function ordered(items: RankedArea[], by: Measure, reversed: boolean): RankedArea[] {
  const rank = (row: RankedArea) => row.ranks[by] ?? Number.POSITIVE_INFINITY
  const direction = reversed ? -1 : 1
  const order = (a: RankedArea, b: RankedArea) => {
    if (a.apart !== b.apart) return a.apart ? 1 : -1
    const [x, y] = [rank(a), rank(b)]
    if (x === y) return 0
    return Number.isFinite(x) && Number.isFinite(y) ? direction * (x - y) : x - y
  }
  return [...items].sort(order)
}

/** The points of a line in a box of 100 by 24; a window without obligations breaks nothing. */
export function line(trend: (number | null)[]): string {
  const step = trend.length > 1 ? 100 / (trend.length - 1) : 0
  return trend
    .map((rate, i) => (rate === null ? null : `${(i * step).toFixed(1)},${(22 - 20 * rate).toFixed(1)}`))
    .filter((point) => point !== null)
    .join(' ')
}
