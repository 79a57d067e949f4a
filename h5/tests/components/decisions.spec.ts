import { describe, expect, it } from 'vitest'
import DecisionBar from '@/components/DecisionBar.vue'
import FormCard from '@/components/FormCard.vue'
import NoteField from '@/components/NoteField.vue'
import ProblemNote from '@/components/ProblemNote.vue'
import { mounted, refusal } from '../mounted'

describe('the bar for a decision', () => {
  const props = { refuse: '不认可', accept: '认可' }

  it('tells no and yes apart', async () => {
    const bar = mounted(DecisionBar, { props: { ...props, isBusy: false } })
    const [no, yes] = bar.findAll('button')
    expect([no!.text(), yes!.text()]).toEqual(['不认可', '认可'])
    await no!.trigger('click')
    await yes!.trigger('click')
    expect(bar.emitted('decide')).toEqual([[false], [true]])
  })

  it('waits until there is a reason, and says so when it is pressed', async () => {
    const bar = mounted(DecisionBar, { props: { ...props, isBusy: false, lack: '请写明理由' } })
    expect(bar.find('[role=alert]').exists()).toBe(false)
    for (const button of bar.findAll('button')) {
      await button.trigger('click')
      expect(bar.get('[role=alert]').text()).toBe('请写明理由')
    }
    expect(bar.emitted('decide')).toBeUndefined()
    expect(bar.findAll('.van-button--disabled')).toHaveLength(2)
    await bar.setProps({ lack: '' })
    expect(bar.find('[role=alert]').exists()).toBe(false)
  })

  it('takes one decision at a time', () => {
    const bar = mounted(DecisionBar, { props: { ...props, isBusy: true } })
    expect(bar.findAll('button').every((button) => button.element.disabled)).toBe(true)
  })
})

describe('the field for a reason', () => {
  it('is named by its label and hands over what is typed', async () => {
    const field = mounted(NoteField, { props: { label: '核对说明', modelValue: '', most: 20 } })
    expect(field.get('label').text()).toBe('核对说明')
    expect(field.get('textarea').attributes('maxlength')).toBe('20')
    await field.get('textarea').setValue('问过了')
    expect(field.emitted('update:modelValue')).toEqual([['问过了']])
  })
})

describe('the card of a form', () => {
  const props = { action: '建立账号', lack: '', isBusy: false }

  it('is sent by its one button', async () => {
    const card = mounted(FormCard, { props, slots: { default: '<input />' } })
    expect(card.get('button').text()).toBe('建立账号')
    await card.get('form').trigger('submit')
    expect(card.emitted('submit')).toHaveLength(1)
  })

  it('cannot be sent by the Enter key before it is ready', async () => {
    const card = mounted(FormCard, { props: { ...props, lack: '请填写：名称' } })
    await card.get('form').trigger('submit')
    expect(card.emitted('submit')).toBeUndefined()
  })

  it('says why it was not taken', () => {
    const card = mounted(FormCard, { props: { ...props, error: refusal('taken', '用户名已存在') } })
    expect(card.get('[role=alert]').text()).toBe('用户名已存在')
  })
})

describe('the note of a failure', () => {
  it('is not there without one', () => {
    expect(
      mounted(ProblemNote, { props: { error: null } })
        .find('[role=alert]')
        .exists(),
    ).toBe(false)
  })

  it('names who was first', () => {
    const changed = { what: 'site.close', by: '赵镇', at: '2026-11-24T04:00:00Z' }
    const note = mounted(ProblemNote, { props: { error: refusal('changed', '已被修改', { changed }) } })
    expect(note.text()).toContain('已被修改')
    expect(note.text()).toContain('赵镇 2026年11月24日 12:00 已关闭')
  })
})
