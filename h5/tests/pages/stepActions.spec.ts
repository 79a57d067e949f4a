import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { StepDetail } from '@/api/supervision'
import StepActions from '@/pages/supervision/StepActions.vue'
import { mounted } from '../mounted'

beforeEach(() => void vi.useFakeTimers({ now: new Date('2026-12-01T08:00:00+08:00'), toFake: ['Date'] }))
afterEach(() => vi.useRealTimers())

const actions = (step: StepDetail['step'], moves: StepDetail['possible_moves'], due_at: string | null = null) =>
  mounted(StepActions, { props: { step: { step, possible_moves: moves, due_at } as StepDetail, busy: false } })

it('extends a listing by a number, a reason and a day', async () => {
  const form = actions('listing', ['extend'])
  const button = () => form.get('button.van-button')
  expect(button().text()).toBe('先写文号')
  await form.get('#step-no').setValue('永安督〔2026〕9号')
  expect(button().text()).toBe('先写内容')
  await form.get('#step-text').setValue(' 道路抢修 ')
  expect(button().text()).toBe('延长挂牌期限')
  await button().trigger('click')
  expect(form.emitted('move')).toEqual([
    [{ move: 'extend', text: '道路抢修', document_no: '永安督〔2026〕9号', due_on: '2026-12-16', measure: null }],
  ])
})

it('refers a matter on when 追责 is confirmed, and offers the extension beside it', async () => {
  const form = actions('accountability', ['confirm', 'dismiss', 'extend'])
  expect(form.text()).toContain('延长期限')
  await form.get('#step-no').setValue('1')
  await form.get('#step-text').setValue('移送')
  await form.get('button.van-button').trigger('click')
  expect(form.emitted('move')![0]).toMatchObject([{ move: 'confirm', measure: 'refer' }])
})

it.each([
  ['2026-12-09T16:00:00Z', '2026-12-10', '2026-12-25'],
  ['2026-11-20T16:00:00Z', '2026-12-01', '2026-12-16'],
])('a listing until %s is extended from %s on', (due, first, offered) => {
  const day = actions('listing', ['extend'], due).get('#step-due')
  expect([day.attributes('min'), (day.element as HTMLInputElement).value]).toEqual([first, offered])
})
