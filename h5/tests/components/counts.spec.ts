import { flushPromises } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Me } from '@/api/types'
import DeskHeader from '@/components/DeskHeader.vue'
import TabBar from '@/components/TabBar.vue'
import { useSession } from '@/stores/session'
import { useWaiting } from '@/stores/waiting'
import { mounted, mountedAt } from '../mounted'

const asked = vi.fn<(address: string) => void>()
const waits = { reviews: 3, findings: 100 }

beforeEach(() => {
  asked.mockReset()
  vi.stubGlobal('fetch', (address: string) => {
    asked(String(address))
    return Promise.resolve(Response.json(String(address).includes('/waiting') ? waits : { groups: [] }))
  })
})
afterEach(() => vi.unstubAllGlobals())

/** Somebody who may do these, after her counts were asked for. */
async function counted(actions: string[]) {
  const pinia = createPinia()
  setActivePinia(pinia)
  useSession().me = { id: 1, name: '王巡', actions, grants: [] } as unknown as Me
  await useWaiting().count()
  return pinia
}

describe('the tab of an open page', () => {
  it.each([
    ['/today', '今日'],
    ['/findings', '我的'],
    ['/me', '我的'],
  ])('is lit: at %s it is %s', async (path, tab) => {
    const pinia = await counted(['checkin.create'])
    const { page } = await mountedAt(TabBar, '/:page', path, pinia)
    expect(page.findAll('a.on').map((link) => link.text())).toEqual([tab])
  })

  it('is lit at the desk for the pages that lie below it', async () => {
    const pinia = await counted(['site.write'])
    const { page } = await mountedAt(DeskHeader, '/sites/:id/edit', '/sites/12/edit', pinia)
    expect(page.findAll('a.on').map((link) => link.text())).toEqual(['点位'])
  })
})

describe('what waits behind a section', () => {
  const leads = ['coverage.read', 'checkin.review', 'finding.read']

  it('is counted on its tab and on its link at the desk, up to 99', async () => {
    const pinia = await counted(leads)
    for (const bar of [TabBar, DeskHeader]) {
      const links = mounted(bar, { pinia }).findAll('a')
      const textOf = (to: string) => links.find((link) => link.attributes('href') === to)!.text()
      expect([textOf('/reviews'), textOf('/findings'), textOf('/coverage')]).toEqual(['待核3', '隐患99+', '覆盖'])
    }
  })

  it('is not asked for without the right', async () => {
    await counted(['checkin.create'])
    expect(asked).not.toHaveBeenCalled()
    expect(useWaiting().of('reviews')).toBe(0)
  })

  it('stays what it was without signal, and is forgotten with the right', async () => {
    await counted(leads)
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('no line')))
    await useWaiting().count()
    expect(useWaiting().of('reviews')).toBe(3)
    useSession().me = { id: 2, actions: [], grants: [] } as unknown as Me
    await useWaiting().count()
    await flushPromises()
    expect(useWaiting().of('reviews')).toBe(0)
  })
})
