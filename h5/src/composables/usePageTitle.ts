/** What the browser's tab and a screen reader call the page: the newest of those that are open names it. */
import { onMounted, onUnmounted, shallowReactive, watchEffect, type Ref } from 'vue'
import { useI18n } from '@/locales'

const open = shallowReactive<(() => string)[]>([])
let hasArrived = false

/** On every page but the first one, focus moves to its heading: whoever does not see it hears where she is. */
export function usePageTitle(title: () => string, heading: Ref<HTMLElement | null>): void {
  const { t } = useI18n()
  onMounted(() => {
    open.push(title)
    if (hasArrived) heading.value?.focus({ preventScroll: true })
    hasArrived = true
  })
  onUnmounted(() => open.splice(open.indexOf(title), 1))
  watchEffect(() => {
    if (open[open.length - 1] === title) document.title = `${title()} · ${t('app.name')}`
  })
}
