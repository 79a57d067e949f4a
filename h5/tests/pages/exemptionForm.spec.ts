import { flushPromises } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import ExemptionForm from '@/pages/exemptions/ExemptionForm.vue'
import { mounted } from '../mounted'

const WINDOW = { plan: 'three-day', number: 41, starts_at: '2026-11-28T16:00:00Z', ends_at: '2026-12-01T16:00:00Z' }
let sent: string[]
let windows: (typeof WINDOW)[]

beforeEach(() => {
  ;[sent, windows] = [[], [WINDOW]]
  vi.stubGlobal('fetch', async (address: string, { method = 'GET' }: RequestInit = {}) => {
    if (method === 'POST') sent.push(address)
    if (address.includes('/exemptions/windows') || address.includes('exemptable') || address.includes('options'))
      return Response.json({ items: [{ plan: 'three-day', name: '三天一轮', name_en: 'Three days', windows }] })
    return Response.json({ items: [], plans: [], area: { id: 1 } })
  })
})
afterEach(() => vi.unstubAllGlobals())

async function pressed() {
  setActivePinia(createPinia())
  const form = mounted(ExemptionForm)
  await flushPromises()
  const press = async () => {
    await form.get('form').trigger('submit')
    await flushPromises()
    return form.get('[role=alert]').text()
  }
  return { form, press }
}

describe('an exemption', () => {
  it('of nothing is not sent, and the form says what is missing, one after the other', async () => {
    const { form, press } = await pressed()
    expect(await press()).toBe('请选免检区域')
    form.findComponent({ name: 'AreaPick' }).vm.$emit('update:modelValue', 7)
    await flushPromises()
    expect(await press()).toBe('请写明理由')
    await form.get('#exempt-reason').setValue('   ')
    expect(await press()).toBe('请写明理由')
    expect(sent).toEqual([])
  })

  it('is not possible without a window', async () => {
    windows = []
    const { form, press } = await pressed()
    form.findComponent({ name: 'AreaPick' }).vm.$emit('update:modelValue', 7)
    await form.get('#exempt-reason').setValue('台风')
    expect(await press()).toBe('现在没有可以免检的周期')
    expect(sent).toEqual([])
  })

  it('goes off once all is said', async () => {
    const { form } = await pressed()
    form.findComponent({ name: 'AreaPick' }).vm.$emit('update:modelValue', 7)
    await form.get('#exempt-reason').setValue('台风')
    await form.get('form').trigger('submit')
    await flushPromises()
    expect(sent).toHaveLength(1)
  })
})
