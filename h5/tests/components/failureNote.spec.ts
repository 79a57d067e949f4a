import { afterEach, describe, expect, it } from 'vitest'
import { ApiError } from '@/api/http'
import FailureNote from '@/components/FailureNote.vue'
import FailNote from '@/tip/components/FailNote.vue'
import { mounted, refusal } from '../mounted'

const note = (error: unknown) => mounted(FailureNote, { props: { error } })

describe('a request that failed', () => {
  afterEach(() => window.history.replaceState(null, ''))

  it.each([
    ['no answer came', new ApiError({ kind: 'network' })],
    ['the server is busy', refusal('busy', '忙', { status: 503 })],
    ['too many at once', refusal('too-many', '太多', { status: 429 })],
    ['something unknown', new Error('?')],
  ])('is asked again when %s', async (_, error) => {
    const page = note(error)
    expect(page.get('button').text()).toBe('再试一次')
    await page.get('button').trigger('click')
    expect(page.emitted('retry')).toHaveLength(1)
  })

  it.each([403, 404, 410, 422])('leads back and says whom to ask after %i', async (status) => {
    const page = note(refusal('refused', '没有找到', { status }))
    expect(page.text()).toMatch(/没有找到.*请返回，或问网格长、管理员/)
    expect(page.text()).not.toContain('再试一次')
    await page.get('button').trigger('click')
    expect(page.emitted('retry')).toBeUndefined()
  })
})

describe('a try of a citizen that failed', () => {
  const tried = (code: string) => mounted(FailNote, { props: { error: { code } } }).findAll('button').length
  it('is made again only where that can help', () => {
    expect(['network', 'busy', 'tip-proof'].map(tried)).toEqual([1, 1, 1])
    expect(['tip-full', 'too-large', 'tip-closed'].map(tried)).toEqual([0, 0, 0])
  })
})
