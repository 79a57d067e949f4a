import { onScopeDispose, shallowRef } from 'vue'
import { ApiError } from '@/api/http'
import { useSession } from '@/stores/session'

/**
 * One question to the server and its state for a screen. A newer run makes an older answer
 * void; so does leaving the page. A session that is gone is told to the session store.
 */
export function useRequest<A extends unknown[], T>(ask: (...args: A) => Promise<T>) {
  const data = shallowRef<T | null>(null)
  const error = shallowRef<unknown>(null)
  const isBusy = shallowRef(false)
  let latest = 0
  onScopeDispose(() => (latest = -1))

  /** Resolves to whether it went well; the answer is in `data`, the failure in `error`. */
  async function run(...args: A): Promise<boolean> {
    const turn = ++latest
    isBusy.value = true
    error.value = null
    try {
      const answer = await ask(...args)
      if (turn !== latest) return false
      data.value = answer
      return true
    } catch (failure) {
      if (turn !== latest) return false
      error.value = failure
      if (failure instanceof ApiError && failure.code === 'unauthenticated') useSession().lost()
      return false
    } finally {
      if (turn === latest) isBusy.value = false
    }
  }

  /** Forgets the answer, also one that is still on its way: it was asked about something else. */
  function reset(): void {
    if (latest >= 0) latest += 1
    data.value = null
    error.value = null
    isBusy.value = false
  }

  return { data, error, isBusy, run, reset }
}
