import { onScopeDispose, ref, watch, type Ref } from 'vue'

/**
 * A bar sticks to the edge of the screen only while it leaves the page its room: with very large
 * text it would cover what it belongs to, so above its `share` of the height it scrolls along.
 * `tell` gets the height that it covers in pixels, 0 when it covers nothing.
 */
export function useSticky(
  bar: Readonly<Ref<HTMLElement | null>>,
  share: number,
  tell: (covered: number) => void = () => undefined,
): Ref<boolean> {
  const isLoose = ref(false)
  function measure(): void {
    const height = bar.value?.offsetHeight ?? 0
    isLoose.value = height > share * window.innerHeight
    tell(isLoose.value ? 0 : height)
  }
  const observer = new ResizeObserver(measure)

  watch(bar, (element) => {
    observer.disconnect()
    if (element) observer.observe(element)
  })
  window.addEventListener('resize', measure)
  onScopeDispose(() => {
    observer.disconnect()
    window.removeEventListener('resize', measure)
    tell(0)
  })

  return isLoose
}
