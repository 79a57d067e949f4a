import { onScopeDispose, shallowRef } from 'vue'

const WIDE = '(min-width: 1000px)'

/** Whether the screen is a desk rather than a phone; follows the window. */
export function useDesk() {
  const query = window.matchMedia(WIDE)
  const isDesk = shallowRef(query.matches)
  const follow = (event: MediaQueryListEvent) => (isDesk.value = event.matches)
  query.addEventListener?.('change', follow)
  onScopeDispose(() => query.removeEventListener?.('change', follow))
  return isDesk
}
