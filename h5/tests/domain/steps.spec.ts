import { describe, expect, it } from 'vitest'
import { lackOf, stepLabel, type Draft } from '@/pages/supervision/steps'

const EMPTY: Draft = { text: ' ', document_no: '', due_on: '', measure: '' }
const FULL: Draft = { text: '文', document_no: '1', due_on: '2026-12-01', measure: 'refer' }

describe('what a move of a step still lacks', () => {
  it.each([
    ['confirm', 'notice', EMPTY, 'document_no'],
    ['confirm', 'notice', { ...FULL, measure: '' }, null],
    ['confirm', 'accountability', { ...FULL, measure: '' }, 'measure'],
    ['confirm', 'accountability', FULL, null],
    ['dismiss', 'notice', EMPTY, 'text'],
    ['return', 'notice', { ...FULL, due_on: '' }, 'due_on'],
    ['answer', 'notice', { ...EMPTY, text: '已整改' }, null],
    ['close', 'notice', EMPTY, null],
  ] as const)('%s of a %s', (move, step, draft, lack) => {
    expect(lackOf(move, step, draft)).toBe(lack)
  })
})

describe('the state of a step', () => {
  it('says first that an answer is overdue', () => {
    expect(stepLabel({ status: 'issued', overdue: true }).key).toBe('step.overdue')
    expect(stepLabel({ status: 'issued', overdue: false }).key).toBe('step.status_issued')
  })
})
