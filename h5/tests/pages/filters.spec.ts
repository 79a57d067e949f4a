import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Component } from 'vue'
import AccountPosts from '@/pages/accounts/AccountPosts.vue'
import FindingFilter from '@/pages/findings/FindingFilter.vue'
import SitesPage from '@/pages/sites/SitesPage.vue'
import { mounted } from '../mounted'

describe('what one chooses from', () => {
  beforeEach(() => vi.stubGlobal('fetch', async () => Response.json({ items: [], next: null })))
  afterEach(() => vi.unstubAllGlobals())

  const account = { id: 1, assignments: [], proposals: [] }
  it.each<[string, Component, object, string[]]>([
    ['of findings', FindingFilter, { severity: null, area: null }, ['隐患等级']],
    ['of sites', SitesPage, {}, ['类别', '状态']],
    ['of posts', AccountPosts, { account }, ['角色']],
  ])('has its name in sight in the list %s', async (_, page, props, names) => {
    const shown = mounted(page, { props })
    await flushPromises()
    const labels = shown
      .findAll('select[id]')
      .map((select) => shown.get(`label[for=${select.attributes('id')}]`).text())
    expect(labels).toEqual(names)
  })
})
