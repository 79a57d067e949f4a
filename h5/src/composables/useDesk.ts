import { onScopeDispose, shallowRef } from 'vue'

// In em: where the browser's own type is larger, a desk takes a wider screen.
const WIDE = '(min-width: 62.5em)'

/** Whether the screen is a desk rather than a phone; follows the window. */
export function useDesk() {
  const query = window.matchMedia(WIDE)
  const isDesk = shallowRef(query.matches)
  const follow = (event: MediaQueryListEvent) => (isDesk.value = event.matches)
  query.addEventListener?.('change', follow)
  onScopeDispose(() => query.removeEventListener?.('change', follow))
  return isDesk
}
