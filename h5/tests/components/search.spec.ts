import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import SearchField from '@/components/SearchField.vue'
import { mounted } from '../mounted'

describe('a box to search by', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())
  const field = () => mounted(SearchField, { props: { modelValue: '', label: '找点位' } })
  const type = async (page: ReturnType<typeof field>, text: string) => {
    await page.get('input').setValue(text)
    await page.setProps({ modelValue: text })
  }

  it('searches once, a moment after the last key', async () => {
    const page = field()
    await type(page, '加')
    vi.advanceTimersByTime(200)
    await type(page, '加油')
    vi.advanceTimersByTime(200)
    expect(page.emitted('search')).toBeUndefined()
    vi.advanceTimersByTime(200)
    expect(page.emitted('search')).toHaveLength(1)
  })
  it('searches at once on Enter, and not again after it', async () => {
    const page = field()
    await type(page, '加油')
    await page.get('input').trigger('keydown', { key: 'Enter' })
    expect(page.emitted('search')).toHaveLength(1)
    vi.advanceTimersByTime(1000)
    expect(page.emitted('search')).toHaveLength(1)
  })
  it('leaves Enter to an input method that proposes a word', async () => {
    const page = field()
    await page.get('input').trigger('keydown', { key: 'Enter', isComposing: true })
    expect(page.emitted('search')).toBeUndefined()
  })
  it('does not search once its page is left', async () => {
    const page = field()
    await type(page, '加油')
    page.unmount()
    vi.advanceTimersByTime(1000)
    expect(page.emitted('search')).toBeUndefined()
  })
  it('has its name for screen readers', () => {
    expect(field().get('[role=search] input').attributes('aria-label')).toBe('找点位')
  })
})
