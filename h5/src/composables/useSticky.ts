import { computed, onScopeDispose, ref, shallowReactive, watch, type Ref } from 'vue'

/** What the bars at the edges cover together leaves the page more than half of the screen. */
const TOGETHER = 9 / 20
const covered = shallowReactive(new Map<symbol, number>())

interface Wish {
  /** The height that the bar covers in pixels, 0 when it covers nothing. */
  tell?: (height: number) => void
  /** It scrolls along when the other bars leave it no room. */
  yields?: boolean
}

/**
 * A bar sticks to the edge of the screen only while it leaves the page its room: with very large
 * text it would cover what it belongs to, so above its `share` of the height it scrolls along.
 */
export function useSticky(
  bar: Readonly<Ref<HTMLElement | null>>,
  share: number,
  { tell, yields = false }: Wish = {},
): Ref<boolean> {
  const key = Symbol('bar')
  const height = ref(0)
  const screen = ref(window.innerHeight)
  const isLoose = computed(() => {
    const others = yields ? [...covered.values()].reduce((sum, each) => sum + each, 0) : 0
    return height.value > share * screen.value || height.value > TOGETHER * screen.value - others
  })
  function measure(): void {
    height.value = bar.value?.offsetHeight ?? 0
    screen.value = window.innerHeight
  }
  const observer = new ResizeObserver(measure)

  watch(bar, (element) => {
    observer.disconnect()
    if (element) observer.observe(element)
  })
  watch(
    () => (isLoose.value ? 0 : height.value),
    (shown) => {
      if (!yields) covered.set(key, shown)
      tell?.(shown)
    },
    { immediate: true },
  )
  window.addEventListener('resize', measure)
  onScopeDispose(() => {
    observer.disconnect()
    window.removeEventListener('resize', measure)
    covered.delete(key)
    tell?.(0)
  })

  return isLoose
}
