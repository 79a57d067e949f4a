import { monotonic, onWake } from '@/device/wake'
import { useSession } from './session'

/** What is counted is for hours, not for seconds: it need not be asked for more often. */
const REST_MS = 60_000

/** A count that is asked for now, and whenever the phone may be back. */
export function counting(ask: () => Promise<void>): { count: () => Promise<void>; watch: () => void } {
  let asked = Number.NEGATIVE_INFINITY
  let isWatching = false

  async function count(): Promise<void> {
    asked = monotonic()
    await ask()
  }

  function countIfRested(): void {
    if (useSession().state === 'in' && monotonic() - asked >= REST_MS) void count()
  }

  function watch(): void {
    void count()
    if (!isWatching) onWake(countIfRested)
    isWatching = true
  }

  return { count, watch }
}
