/** Days as people here read them; the citizen's page knows no finer time. */

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** `2026-01-02` as `2026年1月2日` in Chinese, `2 Jan 2026` in English; the parts fill a sentence of the locale. */
export function dayParts(day: string): { year: number; month: number; day: number; name: string } {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number)
  return { year, month, day: date, name: MONTHS[month - 1] ?? '' }
}

const AHEAD_MS = 8 * 3_600_000

/** The day in China, wherever the phone thinks it is. */
export const todayAt = (now: number): string => new Date(now + AHEAD_MS).toISOString().slice(0, 10)
