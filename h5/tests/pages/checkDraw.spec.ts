import { afterEach, expect, it, vi } from 'vitest'
import CheckDrawPage from '@/pages/supervision/CheckDrawPage.vue'
import { mounted } from '../mounted'

const TOWNS = ['燕南街道', '燕西街道'].map((name, i) => ({ id: i + 1, name, level: 'town' }))
const PEOPLE = Array.from({ length: 9 }, (_, i) => ({ id: 20 + i, name: `周${i}`, role: 'officer' }))
const NOBODY = '没有叫这个名字的人'

afterEach(() => vi.unstubAllGlobals())

it('says so when no officer has the name that is looked for, and keeps whoever was chosen', async () => {
  vi.stubGlobal('fetch', async (address: string) =>
    Response.json({ items: address.includes('/people') ? PEOPLE : TOWNS, next: null }),
  )
  const page = mounted(CheckDrawPage)
  await vi.waitFor(() => expect(page.findAll('#cross-by option')).toHaveLength(TOWNS.length + 1))
  await page.get('#cross-by').setValue('2')
  const names = () => page.findAll('.people label').map((label) => label.text())
  await vi.waitFor(() => expect(names()).toHaveLength(PEOPLE.length))
  await page.findAll('.people [type=checkbox]')[1]!.setValue(true)
  expect(page.text()).not.toContain(NOBODY)
  await page.get('[type=search]').setValue('孙')
  expect(page.text()).toContain(NOBODY)
  expect(names()).toEqual(['周1'])
})
