/** How figures are drawn: shares of a bar, the shade of a grid, the worst first. */
import type { BoardChild, Figures, Window } from '@/api/types'
import type { Tone } from './labels'

export type Child = BoardChild

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
  return parts
    .filter(([, count]) => count > 0)
    .map(([tone, count]) => ({ tone, count, percent: (count / total) * 100 }))
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

/**
 * A place visited in every window is never left alone for as long as two windows: a gap beyond
 * that proves a miss. Seconds.
 */
export function gapLimitS(window: Pick<Window, 'starts_at' | 'ends_at'>): number {
  return (2 * (Date.parse(window.ends_at) - Date.parse(window.starts_at))) / 1000
}

/** The windows, by their places, from which on another length holds: rates before and after are not alike. */
export function changesOfLength(windows: Pick<Window, 'starts_at' | 'ends_at'>[]): number[] {
  const lengths = windows.map(gapLimitS)
  return lengths.flatMap((length, n) => (n > 0 && length !== lengths[n - 1] ? [n] : []))
}

export const isGapAlarm = (figures: Figures | undefined, limitS: number): boolean =>
  (figures?.longest_gap_s ?? 0) > limitS

/** Well behind the whole that it is part of: five points of a hundred or more. */
export const isBehind = (part: Figures, whole: Figures): boolean =>
  part.rate !== null && whole.rate !== null && part.rate < whole.rate - 0.05
