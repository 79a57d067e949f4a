import { onScopeDispose, shallowRef } from 'vue'
import { ApiError, type Answered } from '@/api/http'
import { isSeen, monotonic, onWake, wall } from '@/device/wake'
import { nextPauseMs } from '@/domain/pace'
import { useSession } from '@/stores/session'

interface Rhythm {
  /** Asks again after so long; null: only when told to by `again`. */
  beatMs?: number | null
  /** However often it is told to ask again, so long lies between two questions. */
  restMs?: number
}

/**
 * A question that is asked again while somebody looks at the page; what has not changed costs a
 * few hundred bytes. `ask` gets the ETag of what is at hand. After a failure it waits longer each
 * time and is right again by itself; hidden, it rests.
 */
export function useLive<T>(
  ask: (etag: string | null) => Promise<Answered<T>>,
  { beatMs = 1_000, restMs = 0 }: Rhythm = {},
) {
  const data = shallowRef<T | null>(null)
  const error = shallowRef<unknown>(null)
  /** When `data` was last known to be right, by the server's clock. */
  const asOf = shallowRef<number | null>(null)
  let etag: string | null = null
  let failures = 0
  let latest = 0
  let asked = Number.NEGATIVE_INFINITY
  let isBusy = false
  let isWanted = false
  let timer = 0

  async function round(): Promise<void> {
    const turn = ++latest
    window.clearTimeout(timer)
    isBusy = true
    isWanted = false
    asked = monotonic()
    try {
      const answer = await ask(etag)
      if (turn === latest) take(answer)
    } catch (failure) {
      if (turn === latest) miss(failure)
    }
    if (turn !== latest) return
    isBusy = false
    plan()
  }

  function take(answer: Answered<T>): void {
    if (answer.status !== 304) {
      data.value = answer.data
      etag = answer.etag
    }
    asOf.value = answer.at ?? wall()
    error.value = null
    failures = 0
  }

  function miss(failure: unknown): void {
    error.value = failure
    failures += 1
    if (failure instanceof ApiError && failure.code === 'unauthenticated') useSession().lost()
  }

  function plan(): void {
    if (isWanted) return again()
    const pause = failures > 0 ? nextPauseMs(failures) : beatMs
    if (pause !== null && isSeen()) timer = window.setTimeout(() => void round(), pause)
  }

  /** Asks as soon as may be; what is under way is let finish first. */
  function again(): void {
    isWanted = true
    if (isBusy) return
    window.clearTimeout(timer)
    timer = window.setTimeout(() => void round(), Math.max(0, asked + restMs - monotonic()))
  }

  /** The question itself is another one: what is at hand does not answer it. */
  function restart(): void {
    etag = null
    error.value = null
    failures = 0
    void round()
  }

  onScopeDispose(onWake(() => !isBusy && void round()))
  onScopeDispose(() => {
    latest = -1
    window.clearTimeout(timer)
  })
  return { data, error, asOf, again, restart }
}
