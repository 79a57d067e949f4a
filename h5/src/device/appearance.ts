import { readonly, ref } from 'vue'

/** How all of the page is drawn; `styles/tokens.css` answers to the marks that `dress` sets. */
export interface Appearance {
  isCare: boolean
  isDark: boolean
}

const NIGHT = window.matchMedia('(prefers-color-scheme: dark)')
const night = ref(NIGHT.matches)
NIGHT.addEventListener('change', ({ matches }) => (night.value = matches))

/** Whether the phone itself is set to dark, now. */
export const phoneIsDark = readonly(night)

/** Marks the page, and colours the bar that the browser draws above it like the paper. */
export function markAppearance({ isCare, isDark }: Appearance): void {
  const root = document.documentElement
  root.dataset['mode'] = isCare ? 'care' : 'normal'
  root.dataset['theme'] = isDark ? 'dark' : 'light'
  const paper = getComputedStyle(root).getPropertyValue('--paper').trim()
  if (paper) document.querySelector('meta[name="theme-color"]')?.setAttribute('content', paper)
}
