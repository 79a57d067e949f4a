import { describe, expect, it } from 'vitest'
import { lackOf, stepLabel, type Draft } from '@/pages/supervision/steps'

const EMPTY: Draft = { text: ' ', document_no: '', due_on: '' }
const FULL: Draft = { text: '文', document_no: '1', due_on: '2026-12-01' }

describe('what a move of a step still lacks', () => {
  it.each([
    ['confirm', EMPTY, 'document_no'],
    ['confirm', FULL, null],
    ['dismiss', EMPTY, 'text'],
    ['return', { ...FULL, due_on: '' }, 'due_on'],
    ['answer', { ...EMPTY, text: '已整改' }, null],
    ['close', EMPTY, null],
    ['extend', EMPTY, 'document_no'],
    ['extend', { ...FULL, due_on: '' }, 'due_on'],
    ['extend', FULL, null],
  ] as const)('%s', (move, draft, lack) => {
    expect(lackOf(move, draft)).toBe(lack)
  })
})

describe('the state of a step', () => {
  it('says first that an answer is overdue', () => {
    expect(stepLabel({ status: 'issued', overdue: true }).key).toBe('step.overdue')
    expect(stepLabel({ status: 'issued', overdue: false }).key).toBe('step.status_issued')
  })
})
