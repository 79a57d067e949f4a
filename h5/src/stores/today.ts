import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { ApiError, type Answered } from '@/api/http'
import { postSync } from '@/api/today'
import type { Sync, Today, TodayItem } from '@/api/types'
import { storeCopy, loadCopy } from '@/device/vault'
import { wall } from '@/device/wake'
import { applySync, manifestOf, packedValues, type Pack } from '@/domain/pack'
import { useCatalogue } from './catalogue'
import { useClock } from './clock'
import { useSession } from './session'

interface Copy {
  /** When it was last brought up to date, by the phone's own clock. */
  at: number
  pack: Pack
  /** Of the answer that made it what it is; copies of earlier versions of the app have none. */
  etag?: string | null
}

const UNCHANGED = 304

/** What is at hand is what the server has, as it said at `at` by its own clock. */
const confirmed = (copy: Copy, at: number | null | undefined): Copy => ({
  ...copy,
  at: wall(),
  pack: { ...copy.pack, now: at ? new Date(at).toISOString() : copy.pack.now },
})

/** What this window still lacks for me and all that is needed to go there: a copy that works without signal. */
export const useToday = defineStore('today', () => {
  const copy = shallowRef<Copy | null>(null)
  const isStale = shallowRef(false)
  /** Whether the copy is on the disk, too, and not in this page alone. */
  const isKept = shallowRef(false)
  let loading: Promise<void> | null = null

  const pack = computed(() => copy.value?.pack ?? null)
  const items = computed(() => packedValues(pack.value?.items ?? {}))
  const grids = computed(() => packedValues(pack.value?.grids ?? {}))
  const tiles = computed(() => pack.value?.tiles ?? null)
  /** A copy from before findings were told has none. */
  const toMend = computed(() => pack.value?.to_mend ?? null)
  const today = computed<Pick<Today, 'now' | 'windows' | 'items'> | null>(() => {
    const p = pack.value
    return p && { now: p.now, windows: p.windows, items: items.value }
  })
  const item = (siteId: number): TodayItem | undefined => pack.value?.items[String(siteId)]?.value

  async function recall(owner: number): Promise<void> {
    if (pack.value?.owner === owner) return
    copy.value = null
    const known = await loadCopy<Copy>('pack')
    if (known?.pack?.owner === owner) {
      copy.value = known
      isKept.value = true
      useCatalogue().adopt(packedValues(known.pack.kinds))
    }
    isStale.value = copy.value !== null
  }

  const copyOf = (owner: number, { data, etag }: Answered<Sync>): Copy => ({
    at: wall(),
    pack: applySync(pack.value, owner, data),
    etag,
  })

  async function bring(owner: number): Promise<void> {
    const mine = copy.value
    const answer = await postSync(manifestOf(pack.value), mine?.etag ?? null)
    const isSame = answer.status === UNCHANGED && mine !== null
    const fresh = isSame ? confirmed(mine, answer.at) : copyOf(owner, answer)
    copy.value = fresh
    isStale.value = false
    if (!isSame) useClock().hold(answer.data.clock.token, answer.data.now)
    useCatalogue().adopt(packedValues(fresh.pack.kinds))
    isKept.value = await storeCopy('pack', fresh)
    // Last: the phone may lose its signal before the clock has answered.
    if (isSame) await useClock().refresh()
  }

  async function loadFor(owner: number): Promise<void> {
    await recall(owner)
    try {
      await bring(owner)
    } catch (error) {
      const isOffline = error instanceof ApiError && error.failure.kind === 'network'
      if (!isOffline || !copy.value) throw error
      isStale.value = true
      await useClock().recall()
    }
  }

  /** @throws ApiError when the server does not answer and no copy is at hand. */
  async function load(): Promise<void> {
    const owner = useSession().me?.id
    if (owner === undefined) return
    loading ??= loadFor(owner).finally(() => (loading = null))
    await loading
  }

  /** What is at hand at once, brought up to date behind it; waits for the server only when nothing is. */
  async function open(): Promise<void> {
    const owner = useSession().me?.id
    if (owner === undefined) return
    await recall(owner)
    if (copy.value) load().catch(() => undefined)
    else await load()
  }

  return { today, items, grids, tiles, toMend, copy, isStale, isKept, item, load, open }
})
