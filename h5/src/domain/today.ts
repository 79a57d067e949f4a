/** The order of the day: what is still due first, nearest first, then what is done. */
import type { TodayItem } from '@/api/types'

export interface Ranked {
  item: TodayItem
  /** Metres from the phone; null without a position. */
  away: number | null
}

const isDue = (item: TodayItem): boolean => item.state === 'open' || item.state === 'missed' || item.state === 'attempted'

const dueTime = (item: TodayItem): number => (item.due_at ? Date.parse(item.due_at) : Infinity)

export function ranked(items: TodayItem[], away: (item: TodayItem) => number | null): { due: Ranked[]; done: Ranked[] } {
  const all = items.map((item) => ({ item, away: away(item) }))
  const byDistance = (a: Ranked, b: Ranked) =>
    a.away !== null && b.away !== null
      ? a.away - b.away
      : Math.sign(dueTime(a.item) - dueTime(b.item)) || b.item.site.risk - a.item.site.risk
  return {
    due: all.filter((r) => isDue(r.item)).sort(byDistance),
    done: all.filter((r) => !isDue(r.item)).sort(byDistance),
  }
}
