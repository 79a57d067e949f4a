import { flushPromises, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import HandoverPage from '@/pages/handover/HandoverPage.vue'
import { mountedAt } from '../mounted'

const TOWN = { id: 2, name: '燕南街道', level: 'town' }
const [ZHANG, LI] = [
  { id: 11, name: '张三', force: 'liaison', near: true },
  { id: 12, name: '李四', force: 'militia', near: false },
]
const AREAS = ['第一网格', '第二网格'].map((name, i) => ({ id: 7 + i, name, level: 'grid' }))
const handover = (obstacles: (string | null)[]) => ({
  id: 5,
  area: TOWN,
  from: ZHANG,
  to: LI,
  by: { id: 1, name: '王督' },
  at: new Date().toISOString(),
  grids: AREAS.map((area, i) => ({ area, sites: 6, obstacle: obstacles[i] ?? null })),
  taken_back: null as null | { by: { id: number; name: string }; at: string },
})

let sent: string[]
let today: ReturnType<typeof handover>[]
let candidates: { id: number; name: string; force: string; near: boolean }[]

beforeEach(() => {
  ;[sent, today, candidates] = [[], [], [ZHANG, LI]]
  vi.stubGlobal('fetch', async (address: string, { method = 'GET' }: RequestInit = {}) => {
    const path = address.replace(/^.*\/api\/v1/, '').replace(/\?.*/, '')
    if (path === '/coverage') return Response.json({ plans: [] })
    if (path === '/findings') return Response.json({ items: [], next: null })
    if (method === 'POST') sent.push(path)
    if (path === '/handovers/5/return') {
      today = [{ ...handover([null, 'passed_on']), taken_back: { by: { id: 1, name: '王督' }, at: today[0]!.at } }]
      return Response.json(today[0])
    }
    if (method === 'POST') {
      today = [handover([])]
      return Response.json(today[0])
    }
    const officers = today.length ? [] : [{ ...ZHANG, grids: 2, sites: 12 }]
    return Response.json({ area: TOWN, officers, candidates, handovers: today })
  })
})
let page: VueWrapper
afterEach(() => {
  vi.unstubAllGlobals()
  page.unmount() // the dialog itself stays: there is one for all questions
})

async function opened() {
  page = (await mountedAt(HandoverPage, '/handover', '/handover?area=2')).page
  await flushPromises()
}

/** Waits for the question and answers it. */
async function answer(question: string, which: 'confirm' | 'cancel') {
  const box = () => document.querySelector('.van-dialog')
  await vi.waitFor(() => expect(box()?.textContent ?? '').toContain(question))
  box()!.querySelector<HTMLElement>(`.van-dialog__${which}`)!.click()
  await flushPromises()
}

describe('a handover', () => {
  it('asks once, naming both people and what goes', async () => {
    await opened()
    await page.get('#handover-to').setValue('12')
    await page.get('button.van-button--block').trigger('click')
    expect(sent).toEqual([])
    await answer('把燕南街道的 2 个网格、12 处从张三交给李四？', 'confirm')
    await vi.waitFor(() => expect(sent).toEqual(['/areas/2/handover']))
    await vi.waitFor(() => expect(page.text()).toContain('2 个网格从现在起归李四巡查'))
    expect(page.text()).toContain('张三 → 李四')
  })

  it('does nothing when the question is answered with no', async () => {
    await opened()
    await page.get('#handover-to').setValue('12')
    await page.get('button.van-button--block').trigger('click')
    await answer('从张三交给李四？', 'cancel')
    expect(sent).toEqual([])
    expect(page.text()).not.toContain('从现在起归')
  })

  it('never offers the giver as the taker', async () => {
    await opened()
    expect(page.get('#handover-to').text()).not.toContain('张三')
  })

  it('offers those of the village first, each part by name, and no search for a few', async () => {
    const named = (id: number, name: string, near: boolean) => ({ id, name, force: 'militia', near })
    candidates = [named(1, '赵一', false), named(2, '王二', true), named(3, '李三', true)]
    await opened()
    const groups = page
      .findAll('optgroup')
      .map((group) => [group.attributes('label'), group.findAll('option').map((option) => option.text().slice(0, 2))])
    expect(groups).toEqual([
      ['本村（社区）', ['李三', '王二']],
      ['本乡镇其他人', ['赵一']],
    ])
    expect(page.find('[type=search]').exists()).toBe(false)
  })

  it('finds one of many by name, and keeps whoever was chosen', async () => {
    candidates = Array.from({ length: 9 }, (_, i) => ({ ...LI, id: 20 + i, name: `周${i}`, near: false }))
    await opened()
    const shown = () => page.findAll('#handover-to option').map((option) => option.text().slice(0, 2))
    await page.get('#handover-to').setValue('21')
    await page.get('[type=search]').setValue('周8')
    expect(shown().slice(1)).toEqual(['周1', '周8'])
    await page.get('[type=search]').setValue('孙')
    expect(page.text()).toContain('没有叫这个名字的人')
    expect(shown().slice(1)).toEqual(['周1'])
  })

  it.each([true, false])('has no heading where there is one part only: near is %s', async (near) => {
    candidates = [ZHANG, { ...LI, near }]
    await opened()
    const group = page.find('optgroup')
    expect([group.exists(), page.get('#handover-to').text()]).toEqual([false, expect.stringContaining('李四')])
  })

  it('is taken back, and says what stays and why', async () => {
    today = [handover([null, 'passed_on'])]
    await opened()
    expect(page.text()).toContain('第二网格不能还：交接后又有人改过')
    const button = page.findAll('button').find((each) => each.text() === '撤回这次交接')!
    await button.trigger('click')
    await answer('把 1 个网格、6 处从李四还给张三？', 'confirm')
    await vi.waitFor(() => expect(page.text()).toContain('已撤回，1 个网格还给了原来的人'))
    expect(sent).toEqual(['/handovers/5/return'])
    expect(page.findAll('button').some((each) => each.text() === '撤回这次交接')).toBe(false)
  })

  it('of which nothing can go back says so on the button', async () => {
    today = [handover(['passed_on', 'held_again'])]
    await opened()
    const button = page.findAll('button').find((each) => each.text() === '都变动过，不能撤回')!
    await button.trigger('click')
    await flushPromises()
    expect(sent).toEqual([])
  })
})
