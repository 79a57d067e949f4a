import { describe, expect, it } from 'vitest'
import FindingSummary from '@/pages/findings/FindingSummary.vue'
import { mounted } from '../mounted'

describe('what was answered abnormally', () => {
  const summary = (lines: object[]) =>
    mounted(FindingSummary, { props: { finding: { site: { kind: 'rental' }, summary: lines } } })

  it('is told in the words in which it was asked', () => {
    const line = { question: 'smell', text: '有刺鼻气味吗？', text_en: null, value: 'yes', label: '有', label_en: null }
    expect(summary([line]).get('li').text()).toBe('有刺鼻气味吗？▲ 有')
  })

  it('leaves no empty card where a finding was written in words alone', () => {
    expect(summary([]).find('.card').exists()).toBe(false)
  })
})
