import { computed, onScopeDispose, shallowRef, watch } from 'vue'
import type { NoFixReason } from '@/api/types'
import { watchLocation } from '@/device/location'
import { usePosition } from '@/stores/position'
import { usePreferences } from '@/stores/preferences'

/** The position while a page is open, once the person has agreed to it. `restart` agrees. */
export function useLocation() {
  const preferences = usePreferences()
  const position = usePosition()
  const reason = shallowRef<NoFixReason | null>(null)
  const isSearching = shallowRef(false)
  let stop: (() => void) | null = null

  function restart(): void {
    stop?.()
    preferences.location = 'yes'
    reason.value = null
    isSearching.value = position.recent().length === 0
    stop = watchLocation((reading) => {
      isSearching.value = false
      if (reading.state === 'fix') {
        position.hear(reading.fix)
        reason.value = null
      } else if (!position.latest) {
        reason.value = reading.reason
      }
    })
  }

  watch(
    () => preferences.location,
    (consent) => {
      if (consent === 'yes' && !stop) restart()
      if (consent === 'no') reason.value = 'denied'
    },
    { immediate: true },
  )
  onScopeDispose(() => stop?.())

  return { fix: computed(() => position.latest), reason, isSearching, restart }
}
