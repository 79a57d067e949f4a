import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import RedrawForm from '@/pages/redraws/RedrawForm.vue'
import { mounted } from '../mounted'

/** Previews that are under way, and how each one is answered. */
let waiting: ((moved: string) => void)[]
let sent: string[]

beforeEach(() => {
  waiting = []
  sent = []
  vi.stubGlobal('fetch', async (address: string, { body }: RequestInit) => {
    if (address.endsWith('/options')) return Response.json({ days: ['2026-12-01'] })
    if (!address.endsWith('/preview')) return Response.json({ areas: [], items: [] })
    sent.push(String(body))
    const moved = await new Promise<string>((resolve) => waiting.push(resolve))
    const move = { site: { id: 1, name: moved }, before: { name: '一' }, after: { name: '二' } }
    return Response.json({ grids: [{ id: 4, name: '第一网格' }], moves: [move], outside: [] })
  })
})
afterEach(() => vi.unstubAllGlobals())

const fileOf = (code: string) => {
  const geometry = { type: 'Polygon', coordinates: [] }
  return new File([JSON.stringify({ type: 'Feature', properties: { code }, geometry })], `${code}.geojson`)
}

async function opened() {
  const form = mounted(RedrawForm)
  const choose = async (code: string) => {
    const input = form.get('#redraw-file')
    Object.defineProperty(input.element, 'files', { value: [fileOf(code)], configurable: true })
    await input.trigger('change')
    await flushPromises()
  }
  const press = async () => {
    await form.get('form').trigger('submit')
    await flushPromises()
  }
  await flushPromises()
  return { form, choose, press }
}

describe('new boundaries', () => {
  it('are seen before they are confirmed', async () => {
    const { form, choose, press } = await opened()
    await choose('A1')
    await press()
    waiting[0]!('出租屋一')
    await flushPromises()
    expect(form.text()).toContain('出租屋一')
    expect(form.get('button[type=submit]').text()).toContain('12月1日')
  })

  it('are never those of a file that was chosen before', async () => {
    const { form, choose, press } = await opened()
    await choose('A1')
    await press()
    await choose('B2')
    waiting[0]!('出租屋一')
    await flushPromises()
    expect(form.text()).not.toContain('出租屋一')
    expect(form.get('button[type=submit]').text()).toBe('查看受影响的点位')
    await press()
    expect(sent.map((body) => /[AB]\d/.exec(body)![0])).toEqual(['A1', 'B2'])
  })
})
