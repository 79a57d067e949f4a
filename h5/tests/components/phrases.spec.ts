import { flushPromises } from '@vue/test-utils'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { nextTick, ref } from 'vue'
import type { Me } from '@/api/types'
import PhrasedNote from '@/components/PhrasedNote.vue'
import { useI18n } from '@/locales'
import AdjustmentPage from '@/pages/adjustments/AdjustmentPage.vue'
import FindingFields from '@/pages/findings/FindingFields.vue'
import { useSession } from '@/stores/session'
import { mounted } from '../mounted'

const { list } = useI18n()
const [first, second] = list('review.phrases') as [string, string]

/** A note and what is in it. */
function noted(start = '', most = 500) {
  const text = ref(start)
  const page = mounted(PhrasedNote, {
    props: {
      modelValue: start,
      label: '核对说明',
      phrases: 'review.phrases',
      most,
      'onUpdate:modelValue': async (value: string) => {
        text.value = value
        await page.setProps({ modelValue: value })
      },
    },
  })
  const tap = async (phrase: string) => {
    await page
      .findAll('button')
      .find((button) => button.text() === phrase)!
      .trigger('click')
    await nextTick()
  }
  const pressed = () => page.findAll('[aria-pressed=true]').map((button) => button.text())
  return { page, text, tap, pressed }
}

describe('a phrase', () => {
  it('fills the note by a tap, gives way to another, and can be edited', async () => {
    const { page, text, tap, pressed } = noted()
    expect(page.get('[role=group]').attributes('aria-label')).toBe('常用语')
    await tap(first)
    expect([text.value, pressed()]).toEqual([first, [first]])
    await tap(second)
    expect([text.value, pressed()]).toEqual([second, [second]])
    await page.get('textarea').setValue(`${second}，下次带伞`)
    expect(text.value).toBe(`${second}，下次带伞`)
  })

  it('comes behind what was typed, once, and not beyond what the field holds', async () => {
    const { text, tap } = noted('电话没人接')
    await tap(first)
    await tap(first)
    expect(text.value).toBe(`电话没人接，${first}`)
    const full = noted('满', 5)
    await full.tap(first)
    expect(full.text.value).toBe('满')
  })
})

describe('the notes that have phrases', () => {
  afterEach(() => vi.unstubAllGlobals())
  const textsOf = (page: ReturnType<typeof mounted>) => page.findAll('.chips button').map((button) => button.text())

  it.each(['found', 'assigned', 'rectified', 'closed'])('are those of a finding that is %s', (status) => {
    const finding = { id: 1, status, possible_moves: ['note', 'close'], assignee: null, grid: { id: 1 } }
    const page = mounted(FindingFields, { props: { finding, mends: false, text: '', photos: [], busy: false } })
    expect(textsOf(page)).toEqual(list(`finding.phrases_${status}`))
    expect(textsOf(page).length).toBeGreaterThan(1)
  })

  it('are those of mending, and a phrase is enough to be noted', async () => {
    const finding = { status: 'assigned', possible_moves: ['note', 'rectify'], assignee: { id: 1 } }
    const page = mounted(FindingFields, { props: { finding, mends: true, text: '', photos: [], busy: false } })
    const note = page.findAll('button').find((button) => button.text() === '记录进展')!
    await note.trigger('click')
    expect(page.find('[role=alert]').exists()).toBe(true)
    await page.get('.chips button').trigger('click')
    const text = list('finding.phrases_mend')[0]
    expect(page.emitted('update:text')).toEqual([[text]])
    await page.setProps({ text })
    expect(page.find('[role=alert]').exists()).toBe(false)
    await note.trigger('click')
    expect(page.emitted('step')).toEqual([['note']])
  })

  it('are those of a late visit that waits', async () => {
    const row = {
      ...{ state: 'waiting', site: { kind: 'rental', name: '南门仓库' }, window: { number: 39 }, note: '', by: null },
      ...{ grid: { name: '第一网格' }, author: { name: '王巡' }, sealed: 'missed', before: null, after: null },
      ...{ captured_at: '2026-11-24T04:00:00Z', arrived_at: '2026-11-28T04:00:00Z', checkin: 7 },
    }
    vi.stubGlobal('fetch', () => Promise.resolve(Response.json(row)))
    const page = mounted(AdjustmentPage)
    useSession().me = { id: 1, actions: ['adjustment.decide'], grants: [] } as unknown as Me
    await flushPromises()
    expect(textsOf(page)).toEqual(list('adjust.phrases'))
  })
})
