/** How long to wait before asking again. Pure. */

const BEAT_MS = 1_000
const LONGEST_MS = 30_000

/** A second while all is well; after each failure twice as long, up to half a minute. */
export function nextPauseMs(failures: number, beatMs: number = BEAT_MS): number {
  return Math.min(beatMs * 2 ** failures, Math.max(LONGEST_MS, beatMs))
}
