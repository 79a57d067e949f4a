import { describe, expect, it, vi } from 'vitest'
import { ref, shallowRef } from 'vue'
import { ApiError } from '@/api/http'
import LoadedBlock from '@/components/LoadedBlock.vue'
import PagedList from '@/components/PagedList.vue'
import PagedSplit from '@/components/PagedSplit.vue'
import type { Paged } from '@/composables/usePaged'
import { mounted } from '../mounted'

interface Row {
  id: number
  name: string
}

const OFFLINE = new ApiError({ kind: 'network' })

function paged(items: Row[] | null, more = false): Paged<Row> {
  return {
    items: shallowRef(items),
    error: shallowRef<unknown>(null),
    isBusy: ref(false),
    hasMore: ref(more),
    restart: vi.fn<() => Promise<void>>(),
    more: vi.fn<() => Promise<void>>(),
  }
}
const idOf = (row: Row) => row.id
const show = (list: Paged<Row>) =>
  mounted(PagedList, { props: { list, idOf, nothing: '没有' }, slots: { default: '<b>{{ params.row.name }}</b>' } })

describe('a list that arrives page by page', () => {
  it('shows the shape of its rows while it waits', () => {
    const list = show(paged(null))
    expect(list.find('[aria-busy=true]').exists()).toBe(true)
    expect(list.text()).not.toContain('没有')
  })

  it('says when there is nothing', () => {
    expect(show(paged([])).text()).toBe('没有')
  })

  it('shows its rows and fetches more of them', async () => {
    const source = paged([{ id: 1, name: '一' }], true)
    const list = show(source)
    expect(list.findAll('li').map((row) => row.text())).toEqual(['一'])
    await list.get('button').trigger('click')
    expect(source.more).toHaveBeenCalledOnce()
  })

  it('keeps its rows beside a failure, and begins anew when asked', async () => {
    const source = paged([{ id: 1, name: '一' }])
    source.error.value = OFFLINE
    const list = show(source)
    expect(list.get('[role=alert]').text()).toContain('连不上网络')
    expect(list.findAll('li')).toHaveLength(1)
    await list.get('[role=alert] button').trigger('click')
    expect(source.restart).toHaveBeenCalledOnce()
  })
})

describe('a list beside what was chosen from it', () => {
  const split = (shown: number | null) =>
    mounted(PagedSplit, { props: { list: paged([{ id: 1, name: '一' }]), idOf, shown, nothing: '没有' } })

  it('asks to choose until something is open', () => {
    expect(split(null).get('.side').text()).toBe('从左边选一条')
    expect(split(1).get('.side').text()).toBe('')
  })

  it('marks which of the two a phone shows', () => {
    expect(split(null).get('.split').classes()).not.toContain('detail')
    expect(split(1).get('.split').classes()).toContain('detail')
  })
})

describe('what a request has answered', () => {
  const request = (data: string | null, error: unknown = null) => ({ data: shallowRef(data), error: shallowRef(error) })
  const block = (asked: ReturnType<typeof request>) =>
    mounted(LoadedBlock, { props: { request: asked, rows: 2 }, slots: { default: '<b>{{ params.data }}</b>' } })

  it('waits, answers and fails in the same place', async () => {
    const asked = request(null)
    const shown = block(asked)
    expect(shown.findAll('.row')).toHaveLength(2)
    asked.data.value = '已查'
    await shown.vm.$nextTick()
    expect(shown.text()).toBe('已查')
    asked.error.value = OFFLINE
    await shown.vm.$nextTick()
    await shown.get('[role=alert] button').trigger('click')
    expect(shown.emitted('retry')).toHaveLength(1)
    expect(shown.text()).not.toContain('已查')
  })
})
