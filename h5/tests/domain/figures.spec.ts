import { describe, expect, it } from 'vitest'
import type { Figures } from '@/api/types'
import { choiceOf, countOf, FIGURES, isFigure, polyline } from '@/domain/figures'

const figures: Figures = {
  required: 20,
  covered: 10,
  attempted: 2,
  exempt: 1,
  missed: 3,
  open: 4,
  rate: 10 / 19,
  rate_all: 0.5,
  longest_gap_s: 99,
}

describe('the figures of a board', () => {
  it('tell as many sites as the rows that they lead to', () => {
    expect(Object.fromEntries(FIGURES.map((name) => [name, countOf(name, figures)]))).toEqual({
      rate: null,
      gap: null,
      required: 20,
      covered: 10,
      attempted: 2,
      missed: 3,
      exempt: 1,
      open: 4,
      lacking: 9,
    })
    expect(choiceOf('lacking')).toEqual({ state: 'lacking', order: 'gap' })
    expect(choiceOf('missed')).toEqual({ state: 'missed' })
    expect(choiceOf('required')).toEqual({})
    expect(choiceOf('rate')).toEqual({})
    expect(choiceOf('gap')).toEqual({ order: 'gap' })
  })

  it('have names, and nothing else is one', () => {
    expect(isFigure('rate')).toBe(true)
    expect([undefined, '', 'rates'].some(isFigure)).toBe(false)
  })
})

describe('a line', () => {
  it('spans its box, upwards from the ground', () => {
    expect(polyline([0, 0.5, 1], 100, 40, 1)).toBe('M0.0 40.0L50.0 20.0L100.0 0.0')
  })

  it('is broken where nothing is known', () => {
    expect(polyline([1, null, 1, 1], 30, 10, 1)).toBe('M0.0 0.0M20.0 0.0L30.0 0.0')
    expect(polyline([0.5], 30, 10, 1)).toBe('M0.0 5.0')
    expect(polyline([], 30, 10, 1)).toBe('')
  })
})
