import { describe, expect, it } from 'vitest'
import CodeField from '@/components/CodeField.vue'
import CodeForm from '@/components/CodeForm.vue'
import { bareCode, caretBehind } from '@/domain/typed'
import { mounted } from '../mounted'

const form = (modelValue: string) =>
  mounted(CodeForm, { props: { id: 'code', label: '8 位回执码', action: '查验', isBusy: false, modelValue } })

describe('a printed code', () => {
  it.each([
    ['ab3d-ef7h', 'AB3DEF7H'],
    [' AB3D EF7H ', 'AB3DEF7H'],
    ['ａｂ３ｄ－ｅｆ７ｈ', 'AB3DEF7H'],
    ['AB3D\u2010EF7H', 'AB3DEF7H'],
    ['AB3D\u2212EF7H', 'AB3DEF7H'],
    ['\u202dAB3D\u00adEF\u200b7H\u202c', 'AB3DEF7H'],
    ['', ''],
  ])('%j is stored as %j', (typed, bare) => expect(bareCode(typed)).toBe(bare))

  it('is handed over bare', async () => {
    const asked = form('ab3d-ef7h')
    await asked.get('form').trigger('submit')
    expect(asked.emitted('check')).toEqual([['AB3DEF7H']])
  })

  it.each([
    ['ab3d-ef7', 7],
    ['ab3d-ef7h9', 9],
  ])('is not checked while it has another length, and says so: %s', async (typed, n) => {
    const asked = form(typed)
    expect(asked.get('button').element.disabled).toBe(false)
    await asked.get('form').trigger('submit')
    expect(asked.emitted('check')).toBeUndefined()
    expect(asked.get('[role=alert]').text()).toContain(`现在是 ${n} 位`)
  })

  it('is typed without the keyboard’s help', () => {
    const field = mounted(CodeField, { props: { id: 'card', label: '恢复卡', most: 80, modelValue: '' } })
    const { autocomplete, spellcheck, autocapitalize, maxlength } = field.get('input').attributes()
    expect([autocomplete, spellcheck, autocapitalize, maxlength]).toEqual(['off', 'false', 'characters', '80'])
    expect(field.get('label').attributes('for')).toBe('card')
  })
})

describe('a code that is printed in fives', () => {
  it.each([
    ['ab3d', 'AB3D'],
    ['ab3defg', 'AB3DE-FG'],
    ['AB3DE-FGHJK-', 'AB3DE-FGHJK'],
    ['ab3de fghjk lmnpq rstuv wxyz2', 'AB3DE-FGHJK-LMNPQ-RSTUV-WXYZ2'],
  ])('%j is written as %j', async (typed, written) => {
    const field = mounted(CodeField, { props: { id: 'v', label: '领奖码', most: 60, fives: true, modelValue: '' } })
    await field.get('input').setValue(typed)
    expect(field.emitted('update:modelValue')?.at(-1)).toEqual([written])
  })

  it('keeps the caret behind the sign that it stood behind', () => {
    expect([0, 4, 5, 6, 9].map((count) => caretBehind('AB3DE-FGH', count))).toEqual([0, 4, 5, 7, 9])
  })

  it('says how far it is typed', () => {
    const props = { id: 'v', label: '领奖码', most: 60, fives: true, state: '还差 1 位', modelValue: '' }
    expect(mounted(CodeField, { props }).get('[role=status]').text()).toBe('还差 1 位')
  })
})
