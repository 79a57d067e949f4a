import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { fetchClock } from '@/api/today'
import { storeCopy, loadCopy } from '@/device/vault'
import { monotonic, onRest, wall } from '@/device/wake'
import { correctTime, elapsed, freezeClock, minutesOff, type HeldToken } from '@/domain/clock'

/** The newest signed time that this phone has heard, for the visits it will record. */
export const useClock = defineStore('clock', () => {
  const held = shallowRef<HeldToken | null>(null)
  let isWatched = false

  /** `now` is the server's time, RFC 3339, at which it signed the token. */
  function hold(token: string, now: string): void {
    const at = Date.parse(now)
    held.value = { token, at, offset: at - wall(), passed: 0, mono: monotonic() }
    remember()
    watch()
  }

  /** A token and the time since it survive a reload, but for the moments in between. */
  function remember(): void {
    const now = held.value
    if (now) void storeCopy('token', { ...now, passed: elapsed(now, monotonic()) })
  }

  function watch(): void {
    if (!isWatched) onRest(remember)
    isWatched = true
  }

  async function recall(): Promise<void> {
    if (held.value) return
    const known = await loadCopy<HeldToken>('token')
    // Earlier versions of the app kept the token alone.
    if (known && typeof known === 'object' && !held.value) {
      held.value = { ...known, mono: 0 }
      watch()
    }
  }

  /** A fresh token where there is signal, else the one at hand. */
  async function refresh(): Promise<void> {
    try {
      const { token, now } = await fetchClock()
      hold(token, now)
    } catch {
      await recall()
    }
  }

  const freeze = () => freezeClock(held.value, monotonic())
  const now = () => correctTime(held.value, monotonic(), wall())
  const off = computed(() => minutesOff(held.value))

  return { held, off, hold, recall, refresh, freeze, now }
})
