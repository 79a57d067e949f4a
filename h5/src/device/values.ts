/** Values of the platform as they can be believed: web views hand over text, nanoseconds, NaN or nothing. */

const DAY_MS = 86_400_000

/** What is a number, or one written out; NaN for all else. */
function numberOf(value: unknown): number {
  if (typeof value === 'number') return value
  return typeof value === 'string' && value.trim() ? Number(value) : Number.NaN
}

/** Degrees within ±`most`; null when there are none. */
export function degrees(value: unknown, most: number): number | null {
  const found = numberOf(value)
  return Math.abs(found) <= most ? found : null
}

/** Metres; null when the platform does not know. */
export function accuracyOf(value: unknown): number | null {
  const found = numberOf(value)
  return Number.isFinite(found) && found >= 0 ? found : null
}

/** When a fix was had, in milliseconds since 1970; now when what it says is more than a day away, or no time. */
export function fixTime(value: unknown, now: number): number {
  const found = numberOf(value)
  return Math.abs(found - now) <= DAY_MS ? found : now
}

/** When a file says it was made, as RFC 3339; null for what cannot be: before 1970, or after tomorrow. */
export function fileTime(value: unknown, now: number): string | null {
  const found = numberOf(value)
  return found > 0 && found <= now + DAY_MS ? new Date(found).toISOString() : null
}
