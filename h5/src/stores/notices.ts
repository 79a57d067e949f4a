import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { fetchUnread } from '@/api/notices'
import { monotonic, onWake } from '@/device/wake'
import { useSession } from './session'

/** A ladder's notice is for hours, not for seconds: it need not be asked for more often. */
const REST_MS = 60_000

/** How many notices wait for the person who is signed in; without signal what was known before. */
export const useNotices = defineStore('notices', () => {
  const unread = shallowRef(0)
  let asked = Number.NEGATIVE_INFINITY
  let isWatching = false

  async function count(): Promise<void> {
    asked = monotonic()
    const found = await fetchUnread().catch(() => null)
    if (found) unread.value = found.unread
  }

  function look(): void {
    if (useSession().state === 'in' && monotonic() - asked >= REST_MS) void count()
  }

  /** Counts now, and whenever the phone may be back. */
  function watch(): void {
    void count()
    if (!isWatching) onWake(look)
    isWatching = true
  }

  return { unread, count, watch }
})
