/** The screens by name: the first two come with the page, the rest as one file after the first tap. */
import { shallowRef, type Component } from 'vue'
import HomePage from './pages/HomePage.vue'
import TrustPage from './pages/TrustPage.vue'
import { addHolder } from './state/page'
import type { Screen } from './state/screen'

export const pages = shallowRef<Partial<Record<Screen, Component>>>({ home: HomePage, trust: TrustPage })

/** @throws when the line is down. */
export async function loadRest(): Promise<void> {
  const { REST, REST_HOLDER } = await import('./rest')
  addHolder(REST_HOLDER)
  pages.value = { ...pages.value, ...REST }
}
