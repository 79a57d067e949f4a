import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Me } from '@/api/types'
import StorageBand from '@/components/StorageBand.vue'
import type { StoredVisit } from '@/device/records'
import { tellTrouble, type StorageTrouble } from '@/device/storage'
import { useOutbox } from '@/stores/outbox'
import { useSession } from '@/stores/session'
import { mounted } from '../mounted'
import { visit } from '../stores/visits'

let pinia = createPinia()
beforeEach(() => setActivePinia((pinia = createPinia())))
afterEach(() => tellTrouble(null))

it.each<[StorageTrouble | null, string]>([
  [null, ''],
  ['full', ''],
  ['missing', '这个浏览器不让网页存东西'],
  ['silent', '手机存储没有应答'],
  ['blocked', '请关掉三六九巡查的其他页面'],
  ['broken', '手机存储断开了'],
])('storage that is %s is told as "%s"', (trouble, words) => {
  tellTrouble(trouble)
  const text = mounted(StorageBand, { pinia }).text()
  if (words) expect(text).toContain(words)
  else expect(text).toBe('')
})

it('says to stay on the page while a visit lives in it alone', () => {
  useSession().me = { id: 1 } as Me
  const band = mounted(StorageBand, { pinia })
  useOutbox().visits = [{ ...visit(0), seq: 1, isUnkept: true } as StoredVisit]
  return band.vm.$nextTick().then(() => expect(band.text()).toContain('请不要关闭或刷新页面'))
})
