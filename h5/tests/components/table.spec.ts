import { afterEach, describe, expect, it, vi } from 'vitest'
import { nextTick, ref, shallowRef } from 'vue'
import DataTable from '@/components/DataTable.vue'
import InfoTip from '@/components/InfoTip.vue'
import PagedTable from '@/components/PagedTable.vue'
import type { Paged } from '@/composables/usePaged'
import { mounted } from '../mounted'

interface Row {
  id: number
  name: string
  gap: string
}

const ROWS: Row[] = [
  { id: 1, name: '一号', gap: '7.7 天' },
  { id: 2, name: '二号', gap: '4.4 天' },
]
const columns = [
  { key: 'name', title: '点位' },
  { key: 'gap', title: '空档', about: '两次到访最长相隔', end: true, sorted: 'descending' as const },
]
const slots = { name: '{{ params.row.name }}', gap: '{{ params.row.gap }}', card: '<i>{{ params.row.name }}</i>' }
const idOf = (row: Row) => row.id
const to = (row: Row) => `/sites/${row.id}`
const table = (shown: number | null = null) =>
  mounted(DataTable, { props: { label: '还差', columns, rows: ROWS, idOf, to, shown }, slots })

describe('a dense table', () => {
  it('says what it lists, how it is sorted, and names each row', () => {
    const shown = table()
    expect(shown.get('caption').text()).toBe('还差')
    expect(shown.findAll('thead th').map((cell) => cell.attributes('aria-sort'))).toEqual([undefined, 'descending'])
    expect(shown.findAll('tbody th[scope=row]').map((cell) => cell.text())).toEqual(['一号', '二号'])
    expect(shown.findAll('tbody td').map((cell) => cell.text())).toEqual(['7.7 天', '4.4 天'])
  })

  it('opens a row by the link that names it, and marks the one that is open', () => {
    const links = table(2).findAll('tbody a')
    expect(links.map((link) => link.attributes('href'))).toEqual(['/sites/1', '/sites/2'])
    expect(links.map((link) => link.attributes('aria-current'))).toEqual([undefined, 'true'])
  })
})

describe('a definition behind its sign', () => {
  it('shows by a press, is tied to its button, and goes by Esc', async () => {
    const tip = mounted(InfoTip, { props: { name: '空档', text: '两次到访最长相隔' } })
    const button = tip.get('button')
    expect(button.attributes('aria-label')).toBe('空档：怎么算的')
    expect(tip.find('[role=tooltip]').exists()).toBe(false)
    await button.trigger('click')
    const bubble = tip.get('[role=tooltip]')
    expect(bubble.text()).toBe('两次到访最长相隔')
    expect(button.attributes('aria-describedby')).toBe(bubble.attributes('id'))
    await button.trigger('keydown', { key: 'Escape' })
    expect(tip.find('[role=tooltip]').exists()).toBe(false)
  })
})

describe('a definition on a phone and at a desk', () => {
  const opened = () => {
    const tip = mounted(InfoTip, { props: { name: '空档', text: '两次到访最长相隔' } })
    const point = (type: string, pointerType: string) =>
      tip.get('.tip').element.dispatchEvent(Object.assign(new Event(type), { pointerType }))
    const press = async (pointerType: string) => {
      if (pointerType === 'touch') ['pointerenter', 'pointerleave'].forEach((type) => point(type, 'touch'))
      await tip.get('button').trigger('click')
    }
    const isShown = async () => {
      await nextTick()
      const expanded = tip.get('button').attributes('aria-expanded')
      expect(tip.find('[role=tooltip]').exists()).toBe(expanded === 'true')
      return expanded === 'true'
    }
    return { tip, point, press, isShown }
  }

  it('opens and closes by a finger, and closes by a press beside it', async () => {
    const { press, isShown } = opened()
    await press('touch')
    expect(await isShown()).toBe(true)
    await press('touch')
    expect(await isShown()).toBe(false)
    await press('touch')
    document.body.dispatchEvent(new Event('pointerdown', { bubbles: true }))
    expect(await isShown()).toBe(false)
  })

  it('opens under a mouse, stays by a click, and closes behind it', async () => {
    const { point, press, isShown } = opened()
    point('pointerenter', 'mouse')
    expect(await isShown()).toBe(true)
    await press('mouse')
    expect(await isShown()).toBe(true)
    point('pointerleave', 'mouse')
    expect(await isShown()).toBe(false)
  })
})

describe('rows page by page', () => {
  afterEach(() => vi.unstubAllGlobals())

  const list: Paged<Row> = {
    items: shallowRef<Row[] | null>(ROWS),
    error: shallowRef<unknown>(null),
    isBusy: ref(false),
    hasMore: ref(true),
    restart: vi.fn<() => Promise<void>>(),
    more: vi.fn<() => Promise<void>>(),
  }
  const at = (isDesk: boolean) => {
    vi.stubGlobal('matchMedia', () => ({ matches: isDesk }))
    return mounted(PagedTable, { props: { list, idOf, to, columns, label: '还差', nothing: '没有' }, slots })
  }

  it('are a table at a desk and cards in a hand', () => {
    const [desk, hand] = [at(true), at(false)]
    expect([desk.findAll('tbody tr').length, desk.findAll('li').length]).toEqual([2, 0])
    expect([hand.findAll('tbody tr').length, hand.findAll('li i').length]).toEqual([0, 2])
  })

  it('are fetched on at a desk', async () => {
    await at(true).get('button:last-of-type').trigger('click')
    await vi.waitFor(() => expect(list.more).toHaveBeenCalled())
  })
})
