import { flushPromises } from '@vue/test-utils'
import { afterEach, describe, expect, it, vi } from 'vitest'
import FollowedFinding from '@/components/FollowedFinding.vue'
import FindingMend from '@/pages/findings/FindingMend.vue'
import FindingSteps from '@/pages/findings/FindingSteps.vue'
import { mounted } from '../mounted'

describe('mending a finding', () => {
  const button = (page: ReturnType<typeof mounted>, text: string) =>
    page.findAll('button').find((each) => each.text() === text)!

  it('asks for a photo before it is said to be mended, and for words before they are noted', async () => {
    const page = mounted(FindingMend, { props: { busy: false } })
    await button(page, '已整改，请复查').trigger('click')
    expect(page.get('[role=alert]').text()).toBe('请先拍一张整改后的照片')
    await button(page, '记录进展').trigger('click')
    expect(page.get('[role=alert]').text()).toBe('请先写几句处理情况')
    expect(page.emitted('move')).toBeUndefined()
  })
  it('notes how far it is without a photo', async () => {
    const page = mounted(FindingMend, { props: { busy: false } })
    await page.get('textarea').setValue(' 明天拆 ')
    await button(page, '记录进展').trigger('click')
    expect(page.emitted('move')).toEqual([[{ move: 'note', assignee_id: null, text: '明天拆', photos: [] }]])
  })
})

describe('the steps of a mended finding', () => {
  it.each([
    [['note', 'return', 'close'], true],
    [['note'], false],
  ])('offer the words of a second look to whoever may look: %s', (possible_moves, offers) => {
    const finding = { status: 'rectified', possible_moves, grid: { id: 1 }, assignee: { id: 2, name: '王巡' } }
    const steps = mounted(FindingSteps, { props: { finding, busy: false } })
    expect(steps.text().includes('已到现场复查，整改到位')).toBe(offers)
  })
})

describe('what became of what a visit found', () => {
  afterEach(() => vi.unstubAllGlobals())
  const told = { id: 4, severity: 3, due_at: '2026-11-25T16:00:00Z', overdue: false }

  it.each([
    ['found', ['李格'], '交给李格处理'],
    ['found', [], '已登记'],
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
