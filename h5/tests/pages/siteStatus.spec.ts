import { createPinia } from 'pinia'
import { describe, expect, it } from 'vitest'
import type { Me } from '@/api/types'
import SiteStatus from '@/pages/sites/SiteStatus.vue'
import { useSession } from '@/stores/session'
import { mounted } from '../mounted'

type Status = 'active' | 'suspended' | 'closed'

function form(status: Status, actions: string[] = [], pending: object | null = null) {
  const pinia = createPinia()
  useSession(pinia).me = { grants: [], actions } as unknown as Me
  const site = { id: 1, version: 1, status, grid: { id: 4, name: '第一网格' }, pending_change: pending }
  return mounted(SiteStatus, { props: { site }, pinia })
}
const choices = (status: Status, actions?: string[]) =>
  form(status, actions)
    .findAll('.pick button')
    .map((button) => button.text())

describe('a change of a site', () => {
  it.each([
    ['active', ['暂停', '关闭', '转到别的网格']],
    ['suspended', ['恢复', '关闭', '转到别的网格']],
    ['closed', ['重新启用']],
  ] as const)('%s: whoever keeps sites may ask for what is possible', (status, texts) => {
    expect(choices(status, ['site.write'])).toEqual(texts)
  })

  it('lets an officer ask only for what a second person decides', () => {
    expect(choices('active')).toEqual(['暂停', '关闭'])
    expect(choices('closed')).toEqual([])
  })

  it('says on its button what is still missing: a reason, then a photo', async () => {
    const asked = form('active')
    const send = () => asked.get('button[type=submit]')
    expect(send().text()).toBe('请选怎么变更')
    await asked.findAll('.pick button')[1]!.trigger('click')
    expect(send().text()).toBe('请写明原因')
    await asked.get('textarea').setValue('房屋已拆除')
    expect(send().text()).toBe('请拍一张现场照片')
    expect(send().attributes('aria-disabled')).toBe('true')
  })

  it('asks for no second one while the first waits', () => {
    const pending = { change: 'close', requested_by: { id: 2, name: '王巡' } }
    expect(form('active', ['site.write'], pending).find('form').exists()).toBe(false)
    expect(form('active', ['site.write'], pending).text()).toContain('王巡已申请关闭，等待审批')
  })
})
