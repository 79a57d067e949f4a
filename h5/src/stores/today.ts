import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { ApiError } from '@/api/http'
import { fetchClock, fetchToday } from '@/api/today'
import type { Today, TodayItem } from '@/api/types'
import { keep, kept } from '@/device/vault'
import { wall } from '@/device/wake'
import { useClock } from './clock'
import { useSession } from './session'

interface Copy {
  owner: number
  at: number
  today: Today
}

/** What this window still lacks for me, and the last copy of it when there is no signal. */
export const useToday = defineStore('today', () => {
  const copy = shallowRef<Copy | null>(null)
  const isStale = shallowRef(false)
  let etag: string | null = null

  const today = computed(() => copy.value?.today ?? null)
  const item = (siteId: number): TodayItem | undefined => today.value?.items.find((i) => i.site.id === siteId)

  async function recall(owner: number): Promise<void> {
    if (copy.value?.owner === owner) return
    etag = null
    copy.value = null
    const known = await kept<Copy>('today')
    if (known?.owner === owner) copy.value = known
    isStale.value = copy.value !== null
  }

  /** @throws ApiError when the server does not answer and no copy is at hand. */
  async function load(): Promise<void> {
    const owner = useSession().me?.id
    if (owner === undefined) return
    await recall(owner)
    try {
      const answer = await fetchToday(etag)
      if (answer.status === 304) {
        useClock().hold((await fetchClock()).token)
      } else {
        copy.value = { owner, at: wall(), today: answer.data }
        etag = answer.etag
        useClock().hold(answer.data.clock.token)
        void keep('today', copy.value)
      }
      isStale.value = false
    } catch (error) {
      const isOffline = error instanceof ApiError && error.failure.kind === 'network'
      if (!isOffline || !copy.value) throw error
      isStale.value = true
      await useClock().recall()
    }
  }

  return { today, copy, isStale, item, load }
})
