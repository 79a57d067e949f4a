/** The server's signed time, as held by the phone. All times in milliseconds. */

export interface HeldToken {
  token: string
  /** When the server signed it, since 1970. */
  at: number
  /** By how much the server was ahead of the phone's own clock then. */
  offset: number
  /** Time that had passed since then when this page began to count, and the count's reading at that moment. */
  passed: number
  mono: number
}

export interface FrozenClock {
  token: string
  elapsed_ms: number | null
}

/** Between two honest clocks; the same as on the server. */
export const AGREEMENT_MS = 120_000

/**
 * Milliseconds since the token was signed, never too many: the count stands still while a phone
 * sleeps and while no page is open.
 */
export const elapsed = (held: HeldToken, mono: number): number =>
  held.passed + Math.max(0, Math.round(mono - held.mono))

/** What a visit freezes: the newest token and how long it had been held. */
export function freezeClock(held: HeldToken | null, mono: number): FrozenClock | null {
  return held && { token: held.token, elapsed_ms: elapsed(held, mono) }
}

/**
 * The time of now for people to read, since 1970.
 *
 * | the phone's clock, put right by what the server said | the time is          |
 * |------------------------------------------------------|----------------------|
 * | no token is held                                     | the phone's clock    |
 * | not before token + elapsed (2 minutes aside)         | the clock put right  |
 * | earlier: somebody has set it back                    | token + elapsed      |
 *
 * A clock set forward cannot be told from a phone that slept: the server grades that.
 */
export function correctTime(held: HeldToken | null, mono: number, wall: number): number {
  if (!held) return wall
  const least = held.at + elapsed(held, mono)
  const right = wall + held.offset
  return right >= least - AGREEMENT_MS ? right : least
}

/** By how much the phone's clock is off, in whole minutes, ahead being positive; 0 within the agreement. */
export function minutesOff(held: HeldToken | null): number {
  if (!held || Math.abs(held.offset) <= AGREEMENT_MS) return 0
  return Math.round(-held.offset / 60_000)
}
