import { describe, expect, it } from 'vitest'
import type { Receipt } from '@/api/types'
import ReceiptCard from '@/pages/receipt/ReceiptCard.vue'
import { mounted } from '../mounted'

const FACTS = {
  id: 'x',
  content: 'x',
  site: 1,
  received_at: '2026-11-24T04:05:00Z',
  captured_at: '2026-11-24T04:00:00Z',
  window: { plan: 'three-day', number: 9 },
  credit: 'certain',
  place: 'on_site',
}
const card = (receipt: object = {}, facts: object = {}) => {
  const told = { code: 'AB3DEF7H', result: 'normal', standing: 'counts', late: false, ...receipt }
  return mounted(ReceiptCard, {
    props: { siteName: '将军山 17 号', receipt: { ...told, facts: { ...FACTS, ...facts } } as unknown as Receipt },
  })
}

describe('the receipt of a visit', () => {
  it('says that it counts, and carries its code', () => {
    expect(card().text()).toContain('计入第 9 轮')
    expect(card().get('.code b').text()).toBe('AB3D-EF7H')
    expect(card().text()).not.toContain('待核原因')
  })

  it.each([
    [{ place: 'far' }, '待核原因：离得远。'],
    [{ credit: 'disputed' }, '待核原因：时间待核。'],
    [{ place: 'no_fix', credit: 'disputed' }, '待核原因：没有定位，时间待核。'],
    [{}, '待核原因：位置粗略。'],
  ])('names only what stood in the way: %j', (facts, why) => {
    expect(card({ standing: 'pending' }, facts).text()).toContain(why)
  })

  it('never reads as checked when it was an attempt', () => {
    const text = card({ result: 'attempted' }).text()
    expect(text).toContain('没查成')
    expect(text).not.toContain('计入第')
  })

  it('says that a late one changes no sealed figure', () => {
    expect(card({ late: true }).text()).toContain('第 9 轮已经截止')
    expect(card({ late: true }).text()).toContain('不改变已封存的数字')
  })
})
