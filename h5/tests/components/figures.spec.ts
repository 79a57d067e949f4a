import { describe, expect, it } from 'vitest'
import type { Figures } from '@/api/types'
import RateFigure from '@/components/RateFigure.vue'
import SegmentPick from '@/components/SegmentPick.vue'
import SketchMap from '@/components/SketchMap.vue'
import StateTag from '@/components/StateTag.vue'
import TimeLine from '@/components/TimeLine.vue'
import FigureTile from '@/pages/coverage/FigureTile.vue'
import { mounted } from '../mounted'

const DAY_S = 86_400
const FIGURES: Figures = {
  required: 1200,
  covered: 1000,
  attempted: 0,
  exempt: 0,
  missed: 0,
  open: 200,
  rate: 0.8333,
  rate_all: 0.8333,
  longest_gap_s: 7 * DAY_S,
}
const rate = (figures: Partial<Figures> = {}) =>
  mounted(RateFigure, { props: { figures: { ...FIGURES, ...figures }, title: '第 9 轮', limitS: 6 * DAY_S } })

describe('a rate', () => {
  it('stands beside its count and its longest gap', () => {
    expect(rate().get('.rate').text()).toBe('83.3%')
    expect(rate().text()).toContain('1,000 / 1,200 处应检')
    expect(rate().get('.gap').text()).toContain('7.0 天')
  })

  it('has an alarm only for a gap over the limit', () => {
    expect(rate().get('.gap b').classes()).toContain('alarm')
    expect(
      rate({ longest_gap_s: 6 * DAY_S })
        .get('.gap b')
        .classes(),
    ).not.toContain('alarm')
  })

  it('tells what the exempt change in it, where there are any', () => {
    expect(rate().text()).not.toContain('免检')
    expect(rate({ exempt: 30, rate_all: 0.81 }).text()).toContain('免检 30 处，含免检 81.0%')
  })
})

describe('a state', () => {
  it('is a word, a shape for the eye alone and a colour', () => {
    const tag = mounted(StateTag, { props: { label: { key: 'state.missed', shape: '▲', tone: 'missed' } } })
    expect(tag.text()).toBe('▲ 漏检')
    expect(tag.get('[aria-hidden]').text()).toBe('▲')
    expect(tag.classes()).toContain('missed')
  })
})

describe('one of a few', () => {
  it('shows which is chosen, and tells which is tapped', async () => {
    const options = [
      { value: 'map', text: '地图' },
      { value: 'route', text: '路线' },
    ]
    const pick = mounted(SegmentPick, { props: { options, label: '怎么看', modelValue: 'map' } })
    expect(pick.attributes('aria-label')).toBe('怎么看')
    expect(pick.findAll('button').map((button) => button.attributes('aria-pressed'))).toEqual(['true', 'false'])
    await pick.findAll('button')[1]!.trigger('click')
    expect(pick.emitted('update:modelValue')).toEqual([['route']])
  })
})

describe('a timeline', () => {
  it('keeps the order of its entries and leaves out what is not there', () => {
    const entries = [
      { title: '发现', about: '王巡 · 8:00' },
      { title: '交办', about: '李格 · 9:00', text: '今晚清走', label: { key: 'state.open', shape: '○', tone: 'open' } },
    ]
    const lines = mounted(TimeLine, { props: { entries } }).findAll('li')
    expect(lines.map((line) => line.get('b').text())).toEqual(['发现', '交办'])
    expect(lines.map((line) => line.find('p').exists())).toEqual([false, true])
    expect(lines.map((line) => line.find('.tag').exists())).toEqual([false, true])
  })
})

describe('a sketch map', () => {
  const shapes = [
    { id: 1, d: 'M0 0h1v1z', shade: 4, opens: true },
    { id: 2, d: 'M1 1h1v1z', shade: 'none' },
  ]
  const map = () => mounted(SketchMap, { props: { viewBox: '0 0 9 9', label: '示意图', shapes } })

  it('shades its areas and opens those that lead somewhere', async () => {
    const drawn = map()
    const [leads, rests] = drawn.findAll('path')
    expect(leads!.classes()).toEqual(expect.arrayContaining(['shade-4', 'open']))
    expect(rests!.classes()).toContain('shade-none')
    await leads!.trigger('click')
    await rests!.trigger('click')
    expect(drawn.emitted('open')).toEqual([[1]])
  })

  it('forgets what a mouse has left, not what a finger has touched', async () => {
    const drawn = map()
    const area = drawn.get('path')
    await area.trigger('pointerenter')
    await area.trigger('pointerleave', { pointerType: 'touch' })
    expect(drawn.emitted('point')).toEqual([[1]])
    await area.trigger('pointerleave', { pointerType: 'mouse' })
    expect(drawn.emitted('point')).toEqual([[1], [null]])
  })
})

it('folds what adds up to the obligations behind the sign of their figure', async () => {
  const plan = { window: { plan: 'three-days', number: 7, starts_at: '', ends_at: '' }, figures: FIGURES }
  const tile = mounted(FigureTile, { props: { name: 'required', areaId: 1, plan } })
  expect(tile.text()).not.toContain('应检 =')
  await tile.get('.tip button').trigger('click')
  expect(tile.get('[role=tooltip]').text()).toContain('应检 = 已查 + 没查成 + 免检 + 漏检 + 待检')
})
