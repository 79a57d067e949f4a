import { flushPromises } from '@vue/test-utils'
import { createPinia, type Pinia } from 'pinia'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Me } from '@/api/types'
import CheckinDetailPage from '@/pages/me/CheckinDetailPage.vue'
import { useSession } from '@/stores/session'
import { mountedAt } from '../mounted'

let photos: object[] = []
const visit = (number: number) => ({
  number,
  code: `CODE000${number}`,
  author: { id: 5, name: '王巡' },
  site: { id: 1, kind: 'rental', name: `出租屋 ${number}` },
  window: { plan: 'three-day', number: 9 },
  captured_at: '2026-11-24T04:00:00Z',
  received_at: '2026-11-24T04:05:00Z',
  photos,
  reuses: [],
  answers: [],
  flags: [],
  standing: 'counts',
  result: 'normal',
  place: 'on_site',
  credit: 'certain',
})

beforeEach(() => {
  photos = []
  vi.stubGlobal('fetch', async (address: string) => {
    const number = Number(/checkins\/(\d+)$/.exec(address)?.[1])
    return Response.json(number ? visit(number) : { items: [], kinds: [] })
  })
})
afterEach(() => vi.unstubAllGlobals())

async function open(me: object, pinia: Pinia = createPinia()) {
  useSession(pinia).me = { id: 5, grants: [], actions: [], ...me } as unknown as Me
  const { page, router } = await mountedAt(CheckinDetailPage, '/checkins/:number', '/checkins/1', pinia)
  await flushPromises()
  return { page, router }
}

it('follows a link to another visit', async () => {
  const { page, router } = await open({})
  expect(page.text()).toContain('出租屋 1')
  await router.push('/checkins/2')
  await flushPromises()
  expect(page.text()).toContain('出租屋 2')
  expect(page.text()).not.toContain('出租屋 1')
})

it.each([
  ['her own visits, for who made it', { id: 5, actions: ['checkin.review'] }, '/me/visits'],
  ['the reviews, for who reviews', { id: 6, actions: ['checkin.review'] }, '/reviews'],
  ['her home, for all others', { id: 6 }, '/'],
])('leads back to %s', async (_name, me, where) => {
  const { page, router } = await open(me)
  await page.get('button.back').trigger('click')
  await flushPromises()
  expect(router.currentRoute.value.path).toBe(where)
})

it.each([
  [5, ['第 2 张：服务器不能接收', '第 3 张：传到了，但不完整']],
  [6, []],
])('offers photos to be taken again to who made the visit (account %i)', async (id, offered) => {
  photos = [
    { sha256: 'a', arrived: true, problem: null },
    { sha256: 'b', arrived: false, problem: 'photo-unreadable' },
    { sha256: 'c', arrived: true, problem: 'photo-incomplete' },
  ]
  const { page } = await open({ id, actions: ['checkin.create'] })
  expect(page.findAll('.retake li').map((each) => each.text())).toEqual(offered)
})
