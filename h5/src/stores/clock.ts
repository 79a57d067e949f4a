import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { fetchClock } from '@/api/today'
import { keep, kept } from '@/device/vault'
import { monotonic } from '@/device/wake'
import { frozen, type HeldToken } from '@/domain/clock'

/** The newest signed time that this phone has heard, for the visits it will record. */
export const useClock = defineStore('clock', () => {
  const held = shallowRef<HeldToken | null>(null)

  function hold(token: string): void {
    held.value = { token, mono: monotonic() }
    void keep('token', token)
  }

  /** A token survives a reload; how long it was held does not. */
  async function recall(): Promise<void> {
    const token = held.value ? null : await kept<string>('token')
    if (token && !held.value) held.value = { token, mono: null }
  }

  /** A fresh token where there is signal, else the one at hand. */
  async function refresh(): Promise<void> {
    try {
      hold((await fetchClock()).token)
    } catch {
      await recall()
    }
  }

  const freeze = () => frozen(held.value, monotonic())

  return { held, hold, recall, refresh, freeze }
})
