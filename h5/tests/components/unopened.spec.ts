import { flushPromises, mount } from '@vue/test-utils'
import { expect, it } from 'vitest'
import { createMemoryHistory, createRouter } from 'vue-router'
import UnopenedBand from '@/components/UnopenedBand.vue'
import { i18n } from '@/locales'

it('says that a page could not be fetched, until one opens', async () => {
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [
      { path: '/me', component: { template: '<i />' } },
      { path: '/help', component: { template: '<i />' } },
      { path: '/notices', component: () => Promise.reject(new TypeError('no line')) },
    ],
  })
  await router.push('/me')
  const band = mount(UnopenedBand, { global: { plugins: [i18n, router] } })
  await expect(router.push('/notices')).rejects.toThrow('no line')
  await flushPromises()
  expect(band.get('[role=status]').text()).toContain('没有打开')
  await router.push('/help')
  await flushPromises()
  expect(band.find('[role=status]').exists()).toBe(false)
})
