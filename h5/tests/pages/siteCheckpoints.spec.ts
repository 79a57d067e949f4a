import { flushPromises, type VueWrapper } from '@vue/test-utils'
import { showConfirmDialog } from 'vant/es/dialog'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import SiteCheckpointsPage from '@/pages/sites/SiteCheckpointsPage.vue'
import { mountedAt } from '../mounted'

vi.mock('vant/es/dialog', () => ({ showConfirmDialog: vi.fn<() => Promise<void>>(async () => undefined) }))

const SITE = { id: 4, version: 3, name: '将军山林区', lon: 117.35, lat: 26, geometry: null }
const checkpoint = (id: number, name: string) => ({ id, name, lon: 117.35, lat: 26, radius_m: 60, since: null })
const EAST = checkpoint(7, '东坡')
const WEST = checkpoint(8, '西坡')
type Held = { version: number; required: number; items: (typeof EAST)[] }

/** A server that holds one list of checkpoints and takes a change only of the version it has. */
class Server {
  held: Held = { version: 3, required: 1, items: [EAST, WEST] }
  asked: string[] = []
  /** What somebody else does in between. */
  meanwhile(items: Held['items']) {
    this.held = { ...this.held, version: this.held.version + 1, items }
  }
  answer = async (address: string, { method, headers, body }: RequestInit): Promise<Response> => {
    if (!address.includes('checkpoints')) return Response.json(SITE)
    if (method === 'GET') return Response.json(this.held)
    this.asked.push(`${method} ${address.split('/sites/4/')[1]}`)
    if ((headers as Record<string, string>)['If-Match'] !== `"${this.held.version}"`)
      return Response.json({ code: 'stale', status: 412, title: '别人先改了', fields: [] }, { status: 412 })
    const said = body ? (JSON.parse(String(body)) as Partial<Held> & typeof EAST) : null
    const ended = Number(/(\d+)\/end$/.exec(address)?.[1])
    if (ended) this.meanwhile(this.held.items.filter(({ id }) => id !== ended))
    else if (said?.required) this.held = { ...this.held, version: this.held.version + 1, required: said.required }
    else this.meanwhile([...this.held.items, { ...said!, id: 9 }])
    return Response.json(this.held)
  }
}

let server: Server
let page: VueWrapper
beforeEach(async () => {
  server = new Server()
  vi.stubGlobal('fetch', server.answer)
  ;({ page } = await mountedAt(SiteCheckpointsPage, '/sites/:id/checkpoints', '/sites/4/checkpoints'))
  await flushPromises()
})
afterEach(() => vi.unstubAllGlobals())

const box = (id: string) => page.get<HTMLInputElement>(`#checkpoint-${id}`)
async function typeDraft(): Promise<void> {
  await box('name').setValue('水口')
  await box('lon').setValue('117.36')
  await box('lat').setValue('26.01')
}
const draft = () => ['name', 'lon', 'lat'].map((id) => box(id).element.value)
const TYPED = ['水口', '117.36', '26.01']
const press = async (label: string) => {
  await page.get(`button[aria-label="${label}"]`).trigger('click')
  await flushPromises()
}
const send = async () => {
  await page.get('form').trigger('submit')
  await flushPromises()
}
const names = () => page.findAll('.row b').map((each) => each.text())

describe('the checkpoints of a site', () => {
  it('takes a new one and empties the form', async () => {
    await typeDraft()
    await send()
    expect(names()).toEqual(['1. 东坡', '2. 西坡', '3. 水口'])
    expect(draft()).toEqual(['', '', ''])
  })

  it('keeps what was typed when somebody else was first, and shows what there is now', async () => {
    await typeDraft()
    server.meanwhile([EAST])
    await send()
    expect(names()).toEqual(['1. 东坡'])
    expect(page.get('form').text()).toContain('别人先改了')
    expect(draft()).toEqual(TYPED)
    await send()
    expect(names()).toEqual(['1. 东坡', '2. 水口'])
  })

  it('keeps what was typed when another one is ended or the number to reach changes', async () => {
    await typeDraft()
    await press('停用 东坡')
    expect(showConfirmDialog).toHaveBeenCalled()
    expect(server.asked.at(-1)).toBe('POST checkpoints/7/end')
    expect(draft()).toEqual(TYPED)
    await page.get('#checkpoints-required').setValue('1')
    await flushPromises()
    expect(server.asked.at(-1)).toBe('PATCH checkpoints')
    expect(draft()).toEqual(TYPED)
  })

  it('goes on changing one while another is ended, and stops when it is ended itself', async () => {
    await press('修改 西坡')
    await box('name').setValue('西坡下')
    await press('停用 东坡')
    expect(box('name').element.value).toBe('西坡下')
    await press('停用 西坡')
    expect(box('name').element.value).toBe('')
  })

  it('takes one change at a time', async () => {
    let go = (): void => undefined
    const held = new Promise<void>((resolve) => (go = resolve))
    vi.stubGlobal('fetch', async (address: string, how: RequestInit) => held.then(() => server.answer(address, how)))
    await page.get('#checkpoints-required').setValue('2')
    const ways = page.findAll<HTMLButtonElement>('.row button')
    expect(ways.map(({ element }) => element.disabled)).toEqual([true, true, true, true])
    go()
    await flushPromises()
    expect(ways.map(({ element }) => element.disabled)).toEqual([false, false, false, false])
  })
})
