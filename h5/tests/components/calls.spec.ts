import { createPinia, setActivePinia } from 'pinia'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Me } from '@/api/types'
import CallPerson from '@/components/CallPerson.vue'
import { useSession } from '@/stores/session'
import { mounted } from '../mounted'

const WANG = { id: 7, name: '王巡', phone: '13800000001' }
const media = (matches: boolean) =>
  vi.stubGlobal('matchMedia', () => ({
    matches,
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
  }))

function shown(person: typeof WANG | { id: number; name: string; phone: null } | null, me = 1) {
  const pinia = createPinia()
  setActivePinia(pinia)
  useSession().me = { id: me, grants: [], actions: [] } as unknown as Me
  return mounted(CallPerson, { props: { person }, pinia })
}

describe('whom to call', () => {
  afterEach(() => vi.unstubAllGlobals())

  it('is dialled by name on a phone', () => {
    media(false)
    const link = shown(WANG).get('a')
    expect(link.attributes('href')).toBe('tel:13800000001')
    expect(link.text()).toBe('打电话给王巡')
  })
  it('stands with the number at a desk', () => {
    media(true)
    const page = shown(WANG)
    expect(page.find('a').exists()).toBe(false)
    expect(page.text()).toBe('王巡 13800000001')
  })
  it('is never oneself, nor somebody without a number', () => {
    media(false)
    expect(shown(WANG, 7).text()).toBe('')
    expect(shown({ ...WANG, phone: null }).text()).toBe('')
    expect(shown(null).text()).toBe('')
  })
})
