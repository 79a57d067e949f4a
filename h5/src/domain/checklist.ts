/** Which questions are asked, what an answer means, and what one tap on 一切正常 records. */
import type { Answer, AnswerValue, Question, Result } from '@/api/types'

export type Given = Record<string, { value: AnswerValue; given: Answer['given'] }>

export interface Choice {
  value: string
  text: string
}

/** A condition looks only at earlier questions that were themselves asked. */
export function listAsked(questions: Question[], trade: string | null, given: Given): Question[] {
  const found = new Map<string, Question>()
  for (const question of questions) {
    const when = question.when
    const due = !when
      ? true
      : 'question' in when
        ? found.has(when.question) && when.is.includes(given[when.question]?.value ?? '')
        : trade !== null && when.trade.includes(trade)
    if (due) found.set(question.code, question)
  }
  return [...found.values()]
}

export function isAbnormal(question: Question, value: AnswerValue): boolean {
  const rule = question.abnormal
  if (!rule) return false
  if (Array.isArray(rule)) return rule.includes(value)
  if (typeof value !== 'number') return false
  return value >= (rule.min ?? -Infinity) && value <= (rule.max ?? Infinity)
}

/** Fills every question that is still open with its normal answer, marked as given that way. */
export function fillNormal(questions: Question[], trade: string | null, given: Given): Given {
  const filled: Given = { ...given }
  for (const question of questions) {
    const isOpen = filled[question.code] === undefined
    const normal = question.normal
    if (!isOpen || normal === null || normal === undefined) continue
    if (listAsked(questions, trade, filled).includes(question)) {
      filled[question.code] = { value: normal, given: 'all_normal' }
    }
  }
  return filled
}

/** The questions that must still be answered before the visit can be sent. */
export function unanswered(questions: Question[], trade: string | null, given: Given): Question[] {
  return listAsked(questions, trade, given).filter((q) => !q.optional && given[q.code] === undefined)
}

export function abnormalCount(questions: Question[], trade: string | null, given: Given): number {
  return listAsked(questions, trade, given).filter((question) => {
    const answer = given[question.code]
    return answer !== undefined && isAbnormal(question, answer.value)
  }).length
}

export function resultOf(questions: Question[], trade: string | null, given: Given): Exclude<Result, 'attempted'> {
  return abnormalCount(questions, trade, given) > 0 ? 'abnormal' : 'normal'
}

/** Only what is still asked goes out: an answer whose condition fell away is dropped. */
export function answers(questions: Question[], trade: string | null, given: Given): Answer[] {
  return listAsked(questions, trade, given).flatMap((question) => {
    const answer = given[question.code]
    return answer === undefined ? [] : [{ question: question.code, ...answer }]
  })
}

export const questionText = (question: Question, locale: string): string =>
  locale.startsWith('zh') ? question.text : question.text_en || question.text

const WORDS: Record<string, { yes: string; no: string; na: string }> = {
  have: { yes: '有', no: '没有', na: '不适用' },
  be: { yes: '是', no: '否', na: '不适用' },
  en: { yes: 'Yes', no: 'No', na: 'N/A' },
}

/**
 * The buttons of a question, its normal answer first. Chinese answers a question by its verb,
 * so 有…吗 is answered by 有 or 没有, every other one by 是 or 否.
 */
export function choices(question: Question, locale: string): Choice[] {
  const zh = locale.startsWith('zh')
  if (question.type === 'choice') {
    return (question.options ?? []).map((o) => ({ value: o.value, text: zh ? o.text : o.text_en || o.text }))
  }
  const words = WORDS[!zh ? 'en' : question.text.startsWith('有') ? 'have' : 'be']!
  const order: ('yes' | 'no' | 'na')[] = question.normal === 'no' ? ['no', 'yes', 'na'] : ['yes', 'no', 'na']
  return order.map((value) => ({ value, text: words[value] }))
}

export function answerText(question: Question | undefined, value: AnswerValue, locale: string): string {
  if (!question || question.type === 'number' || question.type === 'text') return String(value)
  return choices(question, locale).find((choice) => choice.value === value)?.text ?? String(value)
}
