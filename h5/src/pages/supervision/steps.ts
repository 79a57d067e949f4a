/** How a step is shown: its state as a word, a shape and a colour. */
import type { Step } from '@/api/supervision'
import type { Label, Tone } from '@/domain/labels'

const STATES: Record<Step['status'], [string, Tone]> = {
  proposed: ['○', 'open'],
  dismissed: ['◇', 'exempt'],
  issued: ['○', 'attempted'],
  answered: ['◈', 'open'],
  closed: ['●', 'covered'],
}

export function stepLabel(step: Pick<Step, 'status' | 'overdue'>): Label {
  if (step.overdue) return { key: 'step.overdue', shape: '▲', tone: 'missed' }
  const [shape, tone] = STATES[step.status]
  return { key: `step.status_${step.status}`, shape, tone }
}

export type Draft = { text: string; document_no: string; due_on: string }

/** What the form still lacks for this move, as the name of the field; null when nothing. */
export function lackOf(move: string, draft: Draft): keyof Draft | null {
  const asks: Record<string, (keyof Draft)[]> = {
    confirm: ['document_no', 'text', 'due_on'],
    extend: ['document_no', 'text', 'due_on'],
    dismiss: ['text'],
    answer: ['text'],
    return: ['text', 'due_on'],
    close: [],
  }
  return asks[move]?.find((field) => draft[field].trim() === '') ?? null
}
