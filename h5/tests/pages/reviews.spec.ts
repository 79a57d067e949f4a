import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import ReviewsPage from '@/pages/reviews/ReviewsPage.vue'
import { mountedAt } from '../mounted'

beforeEach(() => vi.stubGlobal('fetch', async () => Response.json({ items: [], kinds: [], next_cursor: null })))
afterEach(() => vi.unstubAllGlobals())

it('says of what there is nothing: of check-ins to look at, or of those with the chosen flag', async () => {
  const { page } = await mountedAt(ReviewsPage, '/reviews', '/reviews')
  await flushPromises()
  expect(page.text()).toContain('没有待核的打卡')
  await page.get('#review-flag').setValue('photo_reused')
  await flushPromises()
  expect(page.text()).toContain('没有带这个标记的打卡')
  expect(page.text()).not.toContain('没有待核的打卡')
  expect(page.text()).not.toContain('位置和时间都清楚的打卡不用核')
})

it('says of each check-in why somebody has to look at it, not that all is well there', async () => {
  const visit = {
    ...{ number: 7, site: { id: 1, name: '南门仓库', kind: 'rental' }, author: { id: 2, name: '王巡' } },
    ...{ captured_at: '2026-11-24T04:00:00Z', distance_m: 512, place: 'far', credit: 'certain', flags: [] },
    ...{ result: 'normal', standing: 'pending' },
  }
  vi.stubGlobal('fetch', async () => Response.json({ items: [visit], kinds: [], next: null }))
  const { page } = await mountedAt(ReviewsPage, '/reviews', '/reviews')
  await flushPromises()
  expect(page.get('.tag').text()).toBe('◈ 离得远')
  expect(page.text()).not.toContain('一切正常')
})
