import { flushPromises, type VueWrapper } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import JournalPage from '@/pages/journal/JournalPage.vue'
import { useSession } from '@/stores/session'
import { mountedAt } from '../mounted'

const ROWS = [
  { id: 9, at: '2026-11-24T04:00:00Z', actor_id: 2, actor: { id: 2, name: '王巡' }, action: 'site.correct' },
  { id: 8, at: '2026-11-24T03:00:00Z', actor_id: null, actor: null, action: 'window.sealed' },
  { id: 7, at: '2026-11-24T02:00:00Z', actor_id: 3, actor: { id: 3, name: '县办' }, action: 'later.invented' },
].map((row, n) => ({ ...row, subject: ['site', 'window', 'later'][n], subject_id: '5', detail: {} }))
const PAGE = { items: ROWS.map((row, n) => ({ ...row, position: n === 0 ? null : row.id })), next: null }
const LINK = { position: 9, hash: 'a'.repeat(64) }
const HEADS = { published: { ...LINK, position: 4, day: '2026-11-23' }, current: LINK }

let asked: URL[] = []
let rows: () => Response = () => Response.json(PAGE)
let heads: unknown = HEADS

beforeEach(() => {
  asked = []
  rows = () => Response.json(PAGE)
  heads = HEADS
  vi.stubGlobal('fetch', async (input: RequestInfo | URL) => {
    const url = new URL(input instanceof Request ? input.url : String(input), 'https://patrol.example')
    if (url.pathname.endsWith('/head')) return Response.json(heads)
    asked.push(url)
    return rows()
  })
})
afterEach(() => vi.unstubAllGlobals())

async function shown({ at = '/journal', isDesk = true } = {}): Promise<VueWrapper> {
  vi.stubGlobal('matchMedia', () => ({ matches: isDesk }))
  const pinia = createPinia()
  setActivePinia(pinia)
  useSession().$patch({ me: { actions: ['audit.read', 'site.read'] } as never })
  const { page } = await mountedAt(JournalPage, '/journal', at, pinia)
  await flushPromises()
  return page
}
const lastQuery = () => Object.fromEntries(asked.at(-1)!.searchParams)

describe('the journal at a desk', () => {
  it('says of each entry who did what, about what, and its place in the chain', async () => {
    const page = await shown()
    const cells = page.findAll('tbody tr').map((row) => row.findAll('th, td').map((cell) => cell.text()))
    expect(cells).toEqual([
      ['2026年11月24日 12:00', '王巡', '修改点位', '点位 5', '待入链'],
      ['2026年11月24日 11:00', '系统', '周期封存', '周期 5', '8'],
      ['2026年11月24日 10:00', '县办', 'later.invented', 'later 5', '7'],
    ])
    expect(page.findAll('tbody a').map((link) => link.attributes('href'))).toEqual(['/sites/5'])
  })

  it('shows the head of the chain, published and present, and what it is for', async () => {
    const head = (await shown()).get('section')
    expect(head.text()).toContain('2026年11月23日公布：第 4 条')
    expect(head.text()).toContain('现在：第 9 条')
    expect(head.text()).toContain(LINK.hash)
    expect(head.text()).toContain('请把公布的链头抄一份存在别处')
  })

  it('has no head before there are entries', async () => {
    heads = { published: null, current: null }
    rows = () => Response.json({ items: [], next: null })
    const page = await shown()
    expect(page.text()).toContain('还没有记录入链')
    expect(page.text()).toContain('没有操作记录')
  })

  it('asks for what is chosen, all of it at once, and forgets it together', async () => {
    const page = await shown()
    await page.get('#journal-from').setValue('2026-11-24')
    await flushPromises()
    await page.get('#journal-subject').setValue('site')
    await flushPromises()
    await page.get('#journal-number').setValue('5')
    await flushPromises()
    await page.get('#journal-action').setValue('site.correct')
    await flushPromises()
    await page.get('#journal-actor').setValue('3')
    await flushPromises()
    const wanted = { from: '2026-11-24', subject: 'site', subject_id: '5', action: 'site.correct', actor: '3' }
    expect(lastQuery()).toEqual(wanted)
    await page.get('form button').trigger('click')
    await flushPromises()
    expect(lastQuery()).toEqual({})
  })

  it('narrows to a person by her name', async () => {
    const page = await shown()
    await page.get('tbody button').trigger('click')
    await flushPromises()
    expect(lastQuery()).toEqual({ actor: '2' })
    expect(page.get<HTMLSelectElement>('#journal-actor').element.selectedOptions[0]!.text).toBe('王巡')
  })

  it('says that a search found nothing, and that it failed', async () => {
    rows = () => Response.json({ items: [], next: null })
    const page = await shown({ at: '/journal?action=site.close&actor=44' })
    expect(lastQuery()).toEqual({ action: 'site.close', actor: '44' })
    expect(page.text()).toContain('没有找到操作记录')
    expect(page.get('#journal-actor').text()).toContain('编号 44 的人')
    rows = () => Response.error()
    await page.get('form button').trigger('click')
    await flushPromises()
    expect(page.get('[role=alert]').text()).not.toBe('')
    expect(page.find('table').exists()).toBe(false)
  })

  it('names each of its controls', async () => {
    const page = await shown()
    const named = page.findAll('form input, form select').map((field) => page.find(`label[for=${field.element.id}]`))
    expect(named.every((label) => label.exists() && label.text() !== '')).toBe(true)
  })
})

describe('the journal in a hand', () => {
  it('is cards that say the same', async () => {
    const page = await shown({ isDesk: false })
    expect(page.find('table').exists()).toBe(false)
    const first = page.get('li').text()
    for (const text of ['修改点位', '王巡', '2026年11月24日 12:00', '点位 5', '待入链']) expect(first).toContain(text)
  })
})
