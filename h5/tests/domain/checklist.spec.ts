import { describe, expect, it } from 'vitest'
import type { Question } from '@/api/types'
import {
  abnormalCount,
  answers,
  listAsked,
  choices,
  fillNormal,
  isAbnormal,
  resultOf,
  unanswered,
  type Given,
} from '@/domain/checklist'

function question(code: string, changes: Partial<Question> = {}): Question {
  return {
    ...{
      code,
      text: '有异味吗？',
      text_en: 'Any smell?',
      type: 'yes_no_na',
      options: [],
      normal: 'no',
      abnormal: ['yes'],
    },
    ...{ when: null, optional: false, help: null },
    ...changes,
  }
}

const SMELL = question('smell')
const DRUMS = question('drums')
const COUNT = question('count', {
  type: 'number',
  normal: null,
  abnormal: { min: 3 },
  when: { question: 'drums', is: ['yes'] },
})
const REAL_NAME = question('real_name', { normal: 'yes', abnormal: ['no'], when: { trade: ['courier'] } })
const ALL = [SMELL, DRUMS, COUNT, REAL_NAME]
const each = (values: Record<string, string | number>): Given =>
  Object.fromEntries(Object.entries(values).map(([code, value]) => [code, { value, given: 'each' as const }]))

describe('the questions of a visit', () => {
  it.each([
    [null, {}, ['smell', 'drums']],
    ['courier', {}, ['smell', 'drums', 'real_name']],
    ['pharmacy', { drums: 'yes' }, ['smell', 'drums', 'count']],
    [null, { count: 4 }, ['smell', 'drums']],
  ])('for trade %s and answers %o are %o', (trade, values, codes) => {
    expect(listAsked(ALL, trade, each(values)).map((q) => q.code)).toEqual(codes)
  })

  it('are not asked below a question that was itself not asked', () => {
    const below = question('below', { when: { question: 'real_name', is: ['yes'] } })
    expect(listAsked([...ALL, below], null, each({ real_name: 'yes' })).map((q) => q.code)).not.toContain('below')
  })
})

describe('an answer', () => {
  it.each([
    [SMELL, 'yes', true],
    [SMELL, 'no', false],
    [COUNT, 2, false],
    [COUNT, 3, true],
    [COUNT, '9', false],
    [question('t', { type: 'text', abnormal: [] }), 'anything', false],
  ])('%# is abnormal or not', (q, value, odd) => {
    expect(isAbnormal(q, value)).toBe(odd)
  })
})

describe('one tap on all normal', () => {
  it('answers what is open with its normal answer, and says so', () => {
    const given = fillNormal(ALL, 'courier', each({ smell: 'yes' }))
    expect(answers(ALL, 'courier', given)).toEqual([
      { question: 'smell', value: 'yes', given: 'each' },
      { question: 'drums', value: 'no', given: 'all_normal' },
      { question: 'real_name', value: 'yes', given: 'all_normal' },
    ])
    expect(resultOf(ALL, 'courier', given)).toBe('abnormal')
    expect(abnormalCount(ALL, 'courier', given)).toBe(1)
  })

  it('leaves open what has no normal answer', () => {
    const given = fillNormal(ALL, null, each({ drums: 'yes' }))
    expect(unanswered(ALL, null, given).map((q) => q.code)).toEqual(['count'])
  })

  it('drops an answer whose condition fell away', () => {
    expect(answers(ALL, null, each({ smell: 'no', drums: 'no', count: 4 })).map((a) => a.question)).toEqual([
      'smell',
      'drums',
    ])
  })
})

describe('the buttons of a question', () => {
  it('answer 有…吗 with 有 and 没有, the normal answer first', () => {
    expect(choices(SMELL, 'zh-CN').map((c) => c.text)).toEqual(['没有', '有', '不适用'])
  })

  it('answer every other question with 是 and 否', () => {
    expect(choices({ ...REAL_NAME, text: '都登记实名吗？' }, 'zh-CN').map((c) => c.text)).toEqual([
      '是',
      '否',
      '不适用',
    ])
    expect(choices(SMELL, 'en').map((c) => c.text)).toEqual(['No', 'Yes', 'N/A'])
  })

  it('are the options of a choice', () => {
    const choice = question('c', { type: 'choice', options: [{ value: 'agree', text: '一致', text_en: '' }] })
    expect(choices(choice, 'zh-CN')).toEqual([{ value: 'agree', text: '一致' }])
    expect(choices(choice, 'en')).toEqual([{ value: 'agree', text: '一致' }])
  })
})
