import { onScopeDispose, ref, watch, type Ref } from 'vue'

/**
 * A bar sticks to the edge of the screen only while it leaves the page its room: with very large
 * text it would cover what it belongs to, so above its `share` of the height it scrolls along.
 */
export function useSticky(bar: Readonly<Ref<HTMLElement | null>>, share: number): Ref<boolean> {
  const isLoose = ref(false)
  const measure = () => (isLoose.value = (bar.value?.offsetHeight ?? 0) > share * window.innerHeight)
  const observer = new ResizeObserver(measure)

  watch(bar, (element) => {
    observer.disconnect()
    if (element) observer.observe(element)
  })
  window.addEventListener('resize', measure)
  onScopeDispose(() => {
    observer.disconnect()
    window.removeEventListener('resize', measure)
  })

  return isLoose
}
