import { describe, expect, it, vi } from 'vitest'
import ProblemNote from '@/components/ProblemNote.vue'
import { setLanguage } from '@/locales'
import { mounted, refusal } from '../mounted'

const PHONE = { field: 'phone', label: '电话', label_en: 'Telephone', message: '要写成这样', message_en: 'Like this' }
const NAME = { field: 'name', label: '名称', label_en: 'Name', message: '太长，最多 40 个字', message_en: '40 at most' }
const said = (fields: object[], code = 'invalid') =>
  mounted(ProblemNote, { props: { error: refusal(code, '填写有误', { fields: fields as (typeof PHONE)[] }) } }).text()

describe('why something failed', () => {
  it('comes into sight when it comes up', async () => {
    const note = mounted(ProblemNote, { props: { error: null } })
    const seen: Element[] = []
    vi.spyOn(Element.prototype, 'scrollIntoView').mockImplementation(function (this: Element) {
      seen.push(this)
    })
    await note.setProps({ error: refusal('conflict', '已变更') })
    expect(seen).toEqual([note.get('[role=alert]').element])
    await note.setProps({ error: null })
    expect(seen).toHaveLength(1)
    vi.restoreAllMocks()
  })
})

describe('a form that was not taken', () => {
  it('names the fields and what is expected of each, and nothing in general', () => {
    expect(said([PHONE, NAME])).toBe('电话：要写成这样；名称：太长，最多 40 个字')
  })

  it('does so in English', async () => {
    await setLanguage('en')
    expect(said([PHONE])).toBe('Telephone: Like this')
    await setLanguage('zh-CN')
  })

  it('keeps to what the server says of a field without a name', () => {
    expect(said([{ ...PHONE, label: null }])).toBe('填写有误，要写成这样')
  })

  it('says what happened where it is no fault of a field alone', () => {
    expect(said([PHONE], 'conflict')).toBe('填写有误，电话：要写成这样')
  })
})
