/** How figures are drawn: shares of a bar, the shade of a grid, the worst first. */
import type { Figures, PlanCoverage } from '@/api/types'
import type { Tone } from './labels'

export const GAP_ALARM_S = 4 * 86_400

export type Child = PlanCoverage['children'][number]

export interface Share {
  tone: Tone
  count: number
  percent: number
}

export function shares(figures: Figures): Share[] {
  const parts: [Tone, number][] = [
    ['covered', figures.covered],
    ['attempted', figures.attempted],
    ['exempt', figures.exempt],
    ['missed', figures.missed],
    ['open', figures.open],
  ]
  const total = figures.required || 1
  return parts.filter(([, count]) => count > 0).map(([tone, count]) => ({ tone, count, percent: (count / total) * 100 }))
}

/** Sites that a visit is still owed. */
export const lacking = (figures: Figures): number => figures.open + figures.missed + figures.attempted

/** Lowest rate first; among equals the one that lacks more, then the longer gap. */
export function worstFirst(children: Child[]): Child[] {
  const required = children.filter((child) => child.figures.required > 0)
  const none = children.filter((child) => child.figures.required === 0)
  const order = (a: Child, b: Child) =>
    (a.figures.rate ?? 0) - (b.figures.rate ?? 0) ||
    lacking(b.figures) - lacking(a.figures) ||
    (b.figures.longest_gap_s ?? 0) - (a.figures.longest_gap_s ?? 0)
  return [...required.sort(order), ...none]
}

/** Five shades, the darker the better covered; null where nothing is required. */
export function shade(figures: Figures | undefined): 0 | 1 | 2 | 3 | 4 | null {
  if (!figures || figures.required === 0 || figures.rate === null) return null
  const rate = figures.rate
  return rate >= 1 ? 4 : rate >= 0.85 ? 3 : rate >= 0.6 ? 2 : rate >= 0.3 ? 1 : 0
}

export const isGapAlarm = (figures: Figures | undefined): boolean => (figures?.longest_gap_s ?? 0) > GAP_ALARM_S
