import { describe, expect, it } from 'vitest'
import ActReward from '@/pages/tips/ActReward.vue'
import TipMessages from '@/pages/tips/TipMessages.vue'
import { useTipText } from '@/tip/composables/useTipText'
import { mounted } from '../mounted'

const reward_policy = { mode: 'code_only' as const, max_yuan: 30000, claim_days: 60 }
const thread = (more: object) => ({ id: 't', status: 'verified', entries: [], reward_policy, grant: null, ...more })

describe('sums of money', () => {
  it('are in groups of three digits where a reward is proposed', async () => {
    const page = mounted(ActReward, { props: { thread: thread({}) } })
    expect(page.text()).toContain('最高 30,000 元')
    await page.get('#amount').setValue('1200')
    expect(page.get('button').text()).toBe('提出奖励 1,200 元')
  })
  it.each([
    [{ state: 'proposed', amount: 1200, can_decide: true }, '批准 1,200 元'],
    [{ state: 'granted', amount: 1200, can_decide: false }, '已批准 1,200 元'],
  ])('and where it is decided: %o', (grant, text) => {
    expect(mounted(ActReward, { props: { thread: thread({ grant }) } }).text()).toContain(text)
  })
  it('and in what was said', () => {
    const entry = { kind: 'reward', reward: 'granted', amount: 1200, claim_by: '2026-12-24', day: '2026-11-24' }
    const page = mounted(TipMessages, { props: { thread: thread({ entries: [entry] }) } })
    expect(page.text()).toContain('批准奖励 1,200 元')
  })
  it('and for the citizen', () => {
    const rule = { ...reward_policy, notify_days: 5, first_only: false } as const
    expect(useTipText().rewardRule(rule)[0]).toContain('30,000 元')
  })
})
