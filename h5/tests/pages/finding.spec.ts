import { flushPromises } from '@vue/test-utils'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Me } from '@/api/types'
import FollowedFinding from '@/components/FollowedFinding.vue'
import FindingFields from '@/pages/findings/FindingFields.vue'
import FindingPage from '@/pages/findings/FindingPage.vue'
import FindingSteps from '@/pages/findings/FindingSteps.vue'
import { useSession } from '@/stores/session'
import { mounted, mountedAt } from '../mounted'

type View = ReturnType<typeof mounted>
const button = (page: View, text: string) => page.findAll('button').find((each) => each.text() === text)!
const texts = (page: View) => page.findAll('button').map((each) => each.text())
const finding = (status: string, possible_moves: string[]) => ({
  ...{ id: 4, version: 1, status, severity: 2, overdue: false, note: '', summary: [], moves: [], photos: [] },
  ...{ checkin: null, site: { kind: 'rental', name: '南门仓库' }, grid: { id: 1 }, assignee: { id: 2, name: '王巡' } },
  ...{ possible_moves, due_at: '2026-11-25T16:00:00Z', address: '' },
})
const steps = (status: string, moves: string[], given: { mends?: boolean; text?: string; photos?: string[] } = {}) => {
  const asked = { mends: false, text: '', photos: [], ...given }
  return mounted(FindingSteps, { props: { finding: finding(status, moves), busy: false, ...asked } })
}

describe('the steps of a finding under the thumb', () => {
  it.each([
    ['found', ['note', 'assign'], false, ['改派']],
    ['assigned', ['note', 'rectify'], true, ['已整改，请复查']],
    ['assigned', ['note', 'rectify', 'assign'], false, ['改派']],
    ['assigned', ['note', 'assign', 'close'], false, ['改派', '复查，闭环']],
    ['rectified', ['note', 'return', 'close'], false, ['没整改好，退回', '复查，闭环']],
    ['rectified', ['note'], false, []],
  ])('are those that change where it is: %s %s', (status, moves, mends, shown) => {
    expect(texts(steps(status, moves, { mends }))).toEqual(shown)
  })
  it('ask for a photo before it is said to be mended', async () => {
    const page = steps('assigned', ['rectify'], { mends: true })
    await button(page, '已整改，请复查').trigger('click')
    expect(page.get('[role=alert]').text()).toBe('请先拍一张整改后的照片')
    expect(page.emitted()).toHaveProperty('lacks')
    await page.setProps({ photos: ['a'] })
    expect(page.find('[role=alert]').exists()).toBe(false)
    await button(page, '已整改，请复查').trigger('click')
    expect(page.emitted('step')).toEqual([['rectify']])
  })
  it('ask for words before it goes back, not before it is closed', async () => {
    const page = steps('rectified', ['return', 'close'])
    await button(page, '没整改好，退回').trigger('click')
    expect(page.get('[role=alert]').text()).toBe('退回要写明还差什么')
    await button(page, '复查，闭环').trigger('click')
    expect(page.emitted('step')).toEqual([['close']])
  })
  it('say so when nobody has the name that is looked for', async () => {
    const items = Array.from({ length: 9 }, (_, i) => ({ id: i, name: `周${i}`, role: 'officer' }))
    vi.stubGlobal('fetch', async () => Response.json({ items, next: null }))
    const page = steps('assigned', ['assign'])
    await button(page, '改派').trigger('click')
    await flushPromises()
    expect(page.text()).not.toContain('没有叫这个名字的人')
    await page.get('[type=search]').setValue('孙')
    expect(page.get('[role=status]').text()).toBe('没有叫这个名字的人')
    vi.unstubAllGlobals()
  })
})

describe('the words of a step', () => {
  const fields = (status: string, moves: string[], mends = false) =>
    mounted(FindingFields, { props: { finding: finding(status, moves), mends, text: '', photos: [], busy: false } })

  it('are asked for before they are noted', async () => {
    const page = fields('assigned', ['note', 'rectify'], true)
    await button(page, '记录进展').trigger('click')
    expect(page.get('[role=alert]').text()).toBe('请先写处理情况')
    expect(page.emitted('step')).toBeUndefined()
  })
  it.each([
    [['note', 'return', 'close'], true],
    [['note'], false],
  ])('of a second look are offered to whoever may look: %s', (moves, offers) => {
    expect(fields('rectified', moves).text().includes('已到现场复查，整改到位')).toBe(offers)
  })
})

describe('the page of a finding', () => {
  afterEach(() => vi.unstubAllGlobals())

  it('has the words above its history and the steps in the bar, and sends both together', async () => {
    const asked: string[] = []
    vi.stubGlobal('fetch', async (_: string, { method, body }: RequestInit) => {
      if (method === 'POST') asked.push(String(body))
      return Response.json(finding('assigned', ['note', 'close']))
    })
    const { page } = await mountedAt(FindingPage, '/findings/:id', '/findings/4')
    useSession().me = { id: 9, actions: [], grants: [] } as unknown as Me
    await flushPromises()
    expect(page.html().indexOf('处理情况')).toBeLessThan(page.html().indexOf('经过'))
    await page.get('textarea').setValue(' 已清走 ')
    await page.get('.action button').trigger('click')
    await flushPromises()
    expect(asked.map((body) => JSON.parse(body))).toEqual([
      { move: 'close', text: '已清走', assignee_id: null, photos: [] },
    ])
    expect(page.get('textarea').element.value).toBe('')
  })
})

describe('what became of what a visit found', () => {
  afterEach(() => vi.unstubAllGlobals())
  const told = { id: 4, severity: 3, due_at: '2026-11-25T16:00:00Z', overdue: false }

  it.each([
    ['found', ['李格'], '待李格交办'],
    ['found', [], '待交办'],
    ['assigned', ['王巡'], '交给王巡整改'],
    ['rectified', ['赵镇'], '等赵镇复查'],
    ['closed', [], '已闭环'],
  ])('is said with who has it: %s', async (status, with_people, words) => {
    vi.stubGlobal('fetch', async () => Response.json({ ...told, status, with_people }))
    const page = mounted(FollowedFinding, { props: { checkin: 7 } })
    await flushPromises()
    expect(page.get('p').text()).toContain(words)
    expect(page.get('.tag').text()).not.toContain('finding.')
  })
})
