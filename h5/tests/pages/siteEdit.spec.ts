import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import SiteEditPage from '@/pages/sites/SiteEditPage.vue'
import { mountedAt } from '../mounted'

const SITE = {
  ...{ id: 3, version: 1, name: '加油站', kind: 'industry', trade: null, risk: 2, lon: 117.36, lat: 25.94 },
  ...{ geometry: { type: 'Point', coordinates: [117.36, 25.94] }, grid: { id: 7, name: '第一网格', level: 'grid' } },
  ...{ address: '', contact_name: '', contact_phone: '', status: 'active', checkpoints_allowed: false, pending: null },
}

describe('the button of a site that is being written', () => {
  let sent: string[]
  beforeEach(() => {
    sent = []
    vi.stubGlobal('fetch', async (address: string, { method = 'GET' }: RequestInit = {}) => {
      if (method !== 'GET') sent.push(method)
      return Response.json(address.includes('/sites/') ? SITE : { items: [] })
    })
  })
  afterEach(() => vi.unstubAllGlobals())
  const opened = async (pattern: string, path: string) => {
    const { page } = await mountedAt(SiteEditPage, pattern, path)
    await flushPromises()
    return page
  }

  it('says what a new one still lacks, one after the other, and does nothing', async () => {
    const page = await opened('/sites/new', '/sites/new')
    const button = page.get('.action button')
    expect([button.text(), button.attributes('aria-disabled')]).toEqual(['请填写点位名称', 'true'])
    await page.get('#site-name').setValue('加油站')
    expect(button.text()).toBe('请选类别')
    await button.trigger('click')
    expect(sent).toEqual([])
  })
  it('saves one that lacks nothing', async () => {
    const page = await opened('/sites/:id/edit', '/sites/3/edit')
    const button = page.get('.action button')
    expect([button.text(), button.attributes('aria-disabled')]).toEqual(['保存', 'false'])
    await page.get('#site-lon').setValue('')
    expect(button.text()).toContain('请填经度和纬度')
    await page.get('#site-lon').setValue('117.37')
    await button.trigger('click')
    expect(sent).toEqual(['PATCH'])
  })
})
