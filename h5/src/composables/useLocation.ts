import { onScopeDispose, shallowRef, watch } from 'vue'
import type { NoFixReason } from '@/api/types'
import { watchLocation } from '@/device/location'
import { betterFix, type Fix } from '@/domain/place'
import { usePreferences } from '@/stores/preferences'

/** The best recent position while a page is open, once the person has agreed to it. `restart` agrees. */
export function useLocation() {
  const preferences = usePreferences()
  const fix = shallowRef<Fix | null>(null)
  const reason = shallowRef<NoFixReason | null>(null)
  const isSearching = shallowRef(false)
  let stop: (() => void) | null = null

  function restart(): void {
    stop?.()
    preferences.location = 'yes'
    reason.value = null
    isSearching.value = true
    stop = watchLocation((reading) => {
      isSearching.value = false
      if (reading.state === 'fix') {
        fix.value = betterFix(fix.value, reading.fix)
        reason.value = null
      } else if (!fix.value) {
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

  return { fix, reason, isSearching, restart }
}
