/** Dates, lengths and spans as people here read them. Time zone: Asia/Shanghai, always. */
import { roundShare, roundSpan } from './rounding'

export interface Quantity {
  /** A key of the locale files; `n` fills its number. */
  key: string
  n: string
}

const PARTS = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Asia/Shanghai',
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
})

export interface LocalTime {
  year: string
  month: string
  day: string
  hour: string
  minute: string
}

export function localTime(at: string | number): LocalTime {
  const parts = Object.fromEntries(PARTS.formatToParts(new Date(at)).map((part) => [part.type, part.value]))
  return {
    year: parts['year'] ?? '',
    month: String(Number(parts['month'])),
    day: String(Number(parts['day'])),
    hour: parts['hour'] ?? '',
    minute: parts['minute'] ?? '',
  }
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const isChinese = (locale: string) => locale.startsWith('zh')

export function dayText(at: string | number, locale: string): string {
  const t = localTime(at)
  return isChinese(locale) ? `${t.month}月${t.day}日` : `${t.day} ${MONTHS[Number(t.month) - 1]}`
}

export function clockText(at: string | number): string {
  const t = localTime(at)
  return `${t.hour}:${t.minute}`
}

/** A day that may lie years ahead: `2026年1月2日`, or `2 Jan 2026`. */
export function wholeDayText(at: string | number, locale: string): string {
  const { year } = localTime(at)
  const day = dayText(at, locale)
  return isChinese(locale) ? `${year}年${day}` : `${day} ${year}`
}

/** `2026年1月2日 15:04`, or `2 Jan 2026 15:04`. */
export function timeText(at: string | number, locale: string): string {
  return `${wholeDayText(at, locale)} ${clockText(at)}`
}

/** A date input's value, `2026-01-02`. */
export function dateValue(at: string | number): string {
  const t = localTime(at)
  return `${t.year}-${t.month.padStart(2, '0')}-${t.day.padStart(2, '0')}`
}

const DAY_MS = 86_400_000

/** Local calendar days from `now` to `at`: 0 today, 1 tomorrow, -1 yesterday. */
export function daysApart(at: string | number, now: string | number): number {
  const day = (value: string | number) => Date.parse(`${dateValue(value)}T00:00:00Z`)
  return Math.round((day(at) - day(now)) / DAY_MS)
}

/** The end of a window is a midnight: people call it 24:00 of the day before. */
export function lastDay(endsAt: string): number {
  return Date.parse(endsAt) - 1
}

export function distance(metres: number): Quantity {
  if (metres < 1000) return { key: 'unit.metres', n: String(Math.round(metres)) }
  const km = metres / 1000
  return { key: 'unit.kilometres', n: km < 10 ? km.toFixed(1) : String(Math.round(km)) }
}

/** A span in days with one decimal from a day on, else in whole hours. */
export function span(seconds: number): Quantity {
  const { unit, tenths } = roundSpan(seconds)
  return { key: `unit.${unit}`, n: unit === 'days' ? (tenths / 10).toFixed(1) : String(tenths / 10) }
}

/** Only all is 100 %, only nothing is 0.0 %. */
export function percent(rate: number | null): string {
  if (rate === null) return '–'
  return rate >= 1 ? '100%' : `${(roundShare(rate) / 10).toFixed(1)}%`
}

/** A receipt's code in two halves, easier to read out: `K492-QX7F`. */
export function codeText(code: string): string {
  return code.length === 8 ? `${code.slice(0, 4)}-${code.slice(4)}` : code
}

/** For the name of a file: `20260102-1504`. */
export function fileStamp(at: string | number): string {
  const t = localTime(at)
  return `${dateValue(at).replaceAll('-', '')}-${t.hour}${t.minute}`
}
