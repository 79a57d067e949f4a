import { mount } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import RewardCard from '@/tip/components/RewardCard.vue'
import type { Reward } from '@/tip/domain/contents'
import { lastMonth, paidDigest, paidMonth, type PaidLists } from '@/tip/domain/paid'
import { threadOf, type Thread } from '@/tip/domain/thread'
import { words } from '@/tip/locales'
import { loadPaidLists, paidLists } from '@/tip/state/paid'
import { openThread } from '@/tip/state/thread'

const VOUCHER = 'K4TQ9-2QX7M-3ABCD-EFGHJ-KMNPQ'
const DECOYS = ['AAAAAAAAAAAAAAAA', 'BBBBBBBBBBBBBBBB']
const CODE = '0'.repeat(25)
const listing = (...digests: string[]): PaidLists => ({
  format: 1,
  lists: [
    { month: '2026-10', digests: DECOYS },
    { month: '2026-11', digests: [...DECOYS, ...digests] },
  ],
})

/** Every request is answered alike; returns the paths that were asked for. */
function serve(answer: () => Promise<Response>): string[] {
  const asked: string[] = []
  vi.stubGlobal('fetch', (path: string) => {
    asked.push(path)
    return answer()
  })
  return asked
}

const offline = () => Promise.reject(new TypeError('offline'))
const lists = (content: PaidLists) => async () =>
  new Response(JSON.stringify(content), { headers: { 'Content-Type': 'application/json' } })

function thread(reward: Partial<Reward> = {}, isWaived = false): Thread {
  const content: Reward = { kind: 'reward', n: 2, state: 'granted', amount: 800, voucher: VOUCHER, ...reward }
  const bare = threadOf([{ id: 'r', day: '2026-11-20', content }], '2026-11-20')
  return { ...bare, isWaived }
}

const card = (about: Thread) => mount(RewardCard, { props: { thread: about }, global: { plugins: [words] } }).text()

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-12-05T04:00:00Z'), toFake: ['Date'] })
  paidLists.value = null
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe('a voucher and the lists of what was paid', () => {
  it('is found in the month that names it', () => {
    const found = listing(paidDigest(VOUCHER))
    expect(paidMonth(found, VOUCHER)).toBe('2026-11')
    expect(paidMonth(found, VOUCHER.replace('K', 'J'))).toBeNull()
    expect(lastMonth(found)).toBe('2026-11')
    expect(lastMonth({ format: 1, lists: [] })).toBeNull()
  })

  it('is said to be paid, also after its last day and when she had declined it', () => {
    paidLists.value = listing(paidDigest(VOUCHER))
    for (const about of [thread(), thread({ claim_by: '2026-11-30' }), thread({}, true)]) {
      const text = card(about)
      expect(text).toContain('已兑付（2026年11月）：800 元已经领走。')
      expect(text).toContain('不是您领的？')
      expect(text).not.toContain('显示领奖码')
      expect(text).not.toContain('我不要奖励')
    }
  })

  it.each([
    ['open', '2027-01-31', '请在2027年1月31日前领'],
    ['past', '2026-11-30', '领取的日子已过'],
  ])('is said to be in no list, and not that nobody was paid: %s', (_, claim_by, told) => {
    paidLists.value = listing()
    const text = card(thread({ claim_by }))
    expect(text).toContain(told)
    expect(text).toContain('到2026年11月底的名单里还没有这个领奖码。')
    expect(text).not.toContain('不是您领的？')
  })

  it.each([
    ['offline', offline],
    ['none yet', lists({ format: 1, lists: [] })],
  ])('is claimed to be neither without lists: %s', async (_, answer) => {
    serve(answer)
    await loadPaidLists()
    const text = card(thread({ claim_by: '2027-01-31' }))
    expect(text).toContain('现在查不到领奖码有没有用过')
    expect(text).toContain('显示领奖码')
    expect(text).not.toMatch(/已兑付|名单里还没有/)
  })

  it('is not spoken of where none was granted', () => {
    paidLists.value = listing()
    for (const state of ['under_review', 'refused'] as const) {
      expect(card(thread({ state, voucher: undefined }))).not.toMatch(/领奖码|兑付/)
    }
    expect(card(thread({}, true))).not.toMatch(/用过|兑付/)
  })
})

describe('the fetching', () => {
  it('goes before anything is known of the code, and names nothing', async () => {
    const asked = serve(offline)
    await expect(openThread(CODE)).rejects.toMatchObject({ kind: 'network' })
    expect(asked).toEqual(['/api/paid', '/api/challenge?purpose=open'])
  })

  it('is done once, and again where it failed', async () => {
    serve(offline)
    await loadPaidLists()
    expect(paidLists.value).toBeNull()
    const asked = serve(lists(listing()))
    await loadPaidLists()
    await loadPaidLists()
    expect(asked).toEqual(['/api/paid'])
    expect(paidLists.value).toEqual(listing())
  })
})
