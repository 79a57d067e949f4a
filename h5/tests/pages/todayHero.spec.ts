import { describe, expect, it } from 'vitest'
import type { TodayWindow } from '@/api/types'
import TodayHero from '@/pages/today/TodayHero.vue'
import { mounted } from '../mounted'

const NOW = '2026-11-24T04:00:00Z'
const window = (covered: number, required: number): TodayWindow => ({
  plan: 'three-day',
  number: 110,
  starts_at: '2026-11-23T16:00:00Z',
  ends_at: '2026-11-26T16:00:00Z',
  awaiting_review: 0,
  progress: { required, covered, attempted: 0, exempt: 0, missed: 0, open: required - covered },
})
const text = (props: object): string =>
  mounted(TodayHero, { props: { now: NOW, kinds: '', pending: 0, ...props } }).text()

describe('the card of a plan', () => {
  it('has the figures of its own window', () => {
    const shown = text({ window: window(1, 3), left: 2 })
    expect(shown).toContain('1/3')
    expect(shown).toContain('第 110 轮')
  })
  it('names its kinds where there are several plans', () =>
    expect(text({ window: window(0, 2), left: 2, kinds: '出租屋、林区' })).toContain('出租屋、林区'))
  it('counts apart what waits for a decision: it is not left, and not on this phone alone', () => {
    const shown = text({ window: window(1, 4), left: 1, pending: 2 })
    expect(shown).toContain('另有 2 处待核')
    expect(shown).not.toContain('已在本机')
    expect(text({ window: window(2, 4), left: 0, pending: 2 })).toContain('剩下的都在等网格长核实')
  })
  it('says when nothing is left, and when nothing was asked for', () => {
    expect(text({ window: window(3, 3), left: 0 })).toContain('本周期都查完了')
    expect(text({ window: window(0, 0), left: 0 })).toContain('本周期没有应检点位')
  })
})
