import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, expect, it } from 'vitest'
import TourPage from '@/pages/help/TourPage.vue'
import { usePreferences } from '@/stores/preferences'
import { mountedAt } from '../mounted'

beforeEach(() => localStorage.clear())
afterEach(() => localStorage.clear())

it('goes through the first day once, can be left at any time, and is offered no more', async () => {
  const pinia = createPinia()
  setActivePinia(pinia)
  expect(usePreferences().isToured).toBe(false)
  const { page, router } = await mountedAt(TourPage, '/help/tour', '/help/tour', pinia)
  expect(page.text()).toContain('第 1 步，共 4 步')
  expect(usePreferences().isToured).toBe(true)
  const main = () => page.get('.action button')
  for (const step of [2, 3, 4]) {
    await main().trigger('click')
    expect(page.text()).toContain(`第 ${step} 步`)
  }
  expect(main().text()).toBe('知道了，开始')
  await main().trigger('click')
  await router.isReady()
  await expect.poll(() => router.currentRoute.value.path).toBe('/')
})
