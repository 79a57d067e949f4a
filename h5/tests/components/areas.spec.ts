import { flushPromises } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Me } from '@/api/types'
import AreaPick from '@/components/AreaPick.vue'
import { useSession } from '@/stores/session'
import { mounted } from '../mounted'

const area = (id: number, name: string, level: string) => ({ id, name, level, parent_id: null, code: '', path: [] })
const COUNTY = area(1, '永安市', 'county')
const BELOW: Record<string, object[]> = {
  1: [area(2, '燕东街道', 'town')],
  2: [area(3, '将军山社区', 'village')],
  3: [area(4, '第一网格', 'grid')],
}

function pick(props: object = {}, tops: object[] = [COUNTY]) {
  vi.stubGlobal('fetch', (address: string) => {
    const items = BELOW[new URL(address, 'http://patrol.test').searchParams.get('parent') ?? ''] ?? []
    return Promise.resolve(Response.json({ items, next: null }))
  })
  const pinia = createPinia()
  useSession(pinia).me = { grants: tops.map((top) => ({ role: 'office', area: top })), actions: [] } as unknown as Me
  return mounted(AreaPick, { props: { label: '辖区', modelValue: null, ...props }, pinia })
}

describe('a choice down the tree of areas', () => {
  afterEach(() => vi.unstubAllGlobals())

  it('opens one list a level and takes any level as it is', async () => {
    const choice = pick()
    await flushPromises()
    expect(choice.findAll('select')).toHaveLength(2)
    expect(choice.emitted('update:modelValue')?.at(-1)).toEqual([1])
    await choice.findAll('select')[1]!.setValue('2')
    await flushPromises()
    expect(choice.emitted('update:modelValue')?.at(-1)).toEqual([2])
    expect(choice.findAll('select')[2]!.text()).toContain('将军山社区')
  })

  it('has chosen nothing before a grid, where only a grid will do', async () => {
    const choice = pick({ only: 'grid' })
    await flushPromises()
    for (const [level, id] of [
      [1, '2'],
      [2, '3'],
    ] as const) {
      await choice.findAll('select')[level]!.setValue(id)
      await flushPromises()
    }
    expect(choice.emitted('update:modelValue')?.flat() ?? []).not.toContain(3)
    await choice.findAll('select')[3]!.setValue('4')
    await flushPromises()
    expect(choice.emitted('update:modelValue')?.at(-1)).toEqual([4])
  })

  it('has chosen nothing until somebody does, the whole of an area as well', async () => {
    const choice = pick({ explicit: true })
    await flushPromises()
    expect(choice.emitted('update:modelValue')?.flat() ?? []).not.toContain(1)
    expect(choice.findAll('select')[1]!.text()).toContain('整个永安市')
    await choice.findAll('select')[1]!.setValue('1')
    await flushPromises()
    expect(choice.emitted('update:modelValue')?.at(-1)).toEqual([1])
    expect(choice.findAll('select')).toHaveLength(2)
  })

  it('goes back up when a lower choice is taken back', async () => {
    const choice = pick()
    await flushPromises()
    await choice.findAll('select')[1]!.setValue('2')
    await flushPromises()
    await choice.findAll('select')[1]!.setValue('')
    await flushPromises()
    expect(choice.emitted('update:modelValue')?.at(-1)).toEqual([1])
    expect(choice.findAll('select')).toHaveLength(2)
  })

  it('asks which of several territories first', async () => {
    const choice = pick({}, [COUNTY, area(9, '三元区', 'county')])
    await flushPromises()
    expect(choice.findAll('select')).toHaveLength(1)
    expect(choice.findAll('option').map((option) => option.text())).toEqual(['整个辖区', '永安市', '三元区'])
  })
})
