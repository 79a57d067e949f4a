/** The server's signed time, as held by the phone. All times in milliseconds. */

export interface HeldToken {
  token: string
  /** Reading of the monotonic clock when the token arrived; null once that clock started anew. */
  mono: number | null
}

export interface FrozenClock {
  token: string
  elapsed_ms: number | null
}

/** What a visit freezes: the newest token and how long it had been held. */
export function frozen(held: HeldToken | null, mono: number): FrozenClock | null {
  if (!held) return null
  return { token: held.token, elapsed_ms: held.mono === null ? null : Math.max(0, Math.round(mono - held.mono)) }
}
