import { mount, type VueWrapper } from '@vue/test-utils'
import { createPinia, setActivePinia, type Pinia } from 'pinia'
import type { Component } from 'vue'
import { createMemoryHistory, createRouter, type Router } from 'vue-router'
import { ApiError, type Problem } from '@/api/http'
import { LOAD_GROUPS } from '@/loadGroups'
import { i18n, loadWords } from '@/locales'

// A page brings the words of its group; a component alone may be of any.
await Promise.all(Object.values(LOAD_GROUPS).flatMap((group) => group.words.map(loadWords)))

/** A component as the page would show it, with its words, its stores and a router that knows every address. */
export function mounted(
  component: Component,
  { pinia = createPinia(), ...options }: { props?: object; slots?: Record<string, string>; pinia?: Pinia } = {},
): VueWrapper {
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [{ path: '/:any(.*)*', component: { template: '<i />' } }],
  })
  setActivePinia(pinia)
  return mount(component, { ...options, global: { plugins: [i18n, pinia, router] }, attachTo: document.body })
}

/** A page at an address of its own: `pattern` is that of its route. */
export async function mountedAt(
  component: Component,
  pattern: string,
  path: string,
  pinia: Pinia = createPinia(),
): Promise<{ page: VueWrapper; router: Router }> {
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [
      { path: pattern, component },
      { path: '/:any(.*)*', component: { template: '<i />' } },
    ],
  })
  setActivePinia(pinia)
  await router.push(path)
  const view = { template: '<RouterView />' }
  const page = mount(view, { global: { plugins: [i18n, pinia, router] }, attachTo: document.body })
  return { page, router }
}

/** What the server says when it does not want to. */
export function refusal(code: string, title: string, more: Partial<Problem> = {}): ApiError {
  const problem = { code, status: 409, title, title_en: title, detail: null, fields: [], ...more }
  return new ApiError({ kind: 'problem', problem, retryAfterS: null })
}
