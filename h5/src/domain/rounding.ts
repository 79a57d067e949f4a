/** How a share and a span are rounded, as in the server's `core/rounding.py`; shared vectors bind both. */

const WHOLE = 1000
const DUST = 1e-9
const [HOUR_S, DAY_S] = [3600, 86_400]

/** Tenths of a percent, half up: below 1 never a thousand, above 0 never none. */
export function roundShare(share: number): number {
  if (share <= 0) return 0
  if (share >= 1) return WHOLE
  return Math.min(Math.max(Math.floor(share * WHOLE + 0.5 + DUST), 1), WHOLE - 1)
}

export interface Span {
  unit: 'days' | 'hours'
  tenths: number
}

/** From a day on tenths of a day, below it whole hours, at least one; half up. */
export function roundSpan(seconds: number): Span {
  if (seconds >= DAY_S) return { unit: 'days', tenths: Math.floor((20 * seconds + DAY_S) / (2 * DAY_S)) }
  return { unit: 'hours', tenths: 10 * Math.max(1, Math.floor((2 * seconds + HOUR_S) / (2 * HOUR_S))) }
}
