import { flushPromises } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import type { Question } from '@/api/types'
import FormCard from '@/components/FormCard.vue'
import PhotoPicker from '@/pages/checkin/PhotoPicker.vue'
import QuestionCard from '@/pages/checkin/QuestionCard.vue'
import LoginPage from '@/pages/login/LoginPage.vue'
import { mounted } from '../mounted'

describe('a button that cannot act yet', () => {
  it('says that something is missing, and no more once all is there', async () => {
    const form = mounted(FormCard, { props: { action: '保存', lack: '请填写：名称', isBusy: false } })
    expect(form.text()).not.toContain('请填写：名称')
    await form.get('form').trigger('submit')
    expect(form.emitted('submit')).toBeUndefined()
    expect(form.get('[role=alert]').text()).toContain('请填写：名称')
    await form.setProps({ lack: '' })
    expect(form.find('[role=alert]').exists()).toBe(false)
  })

  it('names each field of the login that is empty', async () => {
    const page = mounted(LoginPage)
    await page.get('form').trigger('submit')
    expect(page.findAll('[role=alert]').map((note) => note.text())).toEqual(['请填用户名', '请填密码'])
    await page.get('#username').setValue('wang.xun')
    expect(page.findAll('[role=alert]').map((note) => note.text())).toEqual(['请填密码'])
  })
})

describe('a heading with something beside it', () => {
  it('keeps the space between the two', () => {
    const question = { code: 'n', type: 'number', text: '几个？', optional: true } as unknown as Question
    const card = mounted(QuestionCard, { props: { question, value: undefined, odd: false } })
    expect(card.get('#q-n').text()).toBe('几个？ 可不填')
    const picker = mounted(PhotoPicker, { props: { photos: [], needed: 0, add: () => Promise.resolve(null) } })
    expect(picker.get('b').text()).toBe('现场照片 可不拍')
  })
})

describe('a photo that could not be added', () => {
  it('is told, and the next one is awaited', async () => {
    const add = () => Promise.reject(new RangeError('Invalid time value'))
    const picker = mounted(PhotoPicker, { props: { cameraId: 'camera', photos: [], needed: 0, add } })
    const input = picker.get('input[type=file]')
    Object.defineProperty(input.element, 'files', { value: [new File(['x'], 'photo.jpg')] })
    await input.trigger('change')
    await flushPromises()
    expect(picker.get('[role=alert]').text()).toContain('没有加上')
    expect(picker.find('[role=status]').exists()).toBe(false)
  })
})

describe('a question for a number', () => {
  const question = { code: 'n', type: 'number', text: '几个？', optional: false } as unknown as Question
  const card = () => mounted(QuestionCard, { props: { question, value: undefined, odd: false } })

  it('reads what a Chinese keyboard types', async () => {
    const asked = card()
    await asked.get('input').setValue('２。５')
    expect(asked.emitted('answer')).toEqual([[2.5]])
  })

  it('says when it is none', async () => {
    const asked = card()
    await asked.get('input').setValue('两个')
    expect(asked.emitted('answer')).toEqual([[null]])
    expect(asked.get('[role=alert]').text()).toContain('请填数字')
  })
})
