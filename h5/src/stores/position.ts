import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { monotonic } from '@/device/wake'
import { RECENT_MS, type Fix } from '@/domain/place'

interface Heard {
  fix: Fix
  /** Reading of the clock that nobody can set. */
  mono: number
}

/** Where this phone was in the last ten minutes. Only in memory: what no visit carries is never kept. */
export const usePosition = defineStore('position', () => {
  const heard = shallowRef<Heard[]>([])

  const latest = computed(() => heard.value.at(-1)?.fix ?? null)

  function hear(fix: Fix): void {
    const mono = monotonic()
    heard.value = [...heard.value.filter((each) => mono - each.mono <= RECENT_MS), { fix, mono }].slice(-120)
  }

  const recent = (): Fix[] => heard.value.filter((each) => monotonic() - each.mono <= RECENT_MS).map((each) => each.fix)

  function forget(): void {
    heard.value = []
  }

  return { heard, latest, hear, recent, forget }
})
