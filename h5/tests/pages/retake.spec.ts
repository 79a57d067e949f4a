import { createPinia } from 'pinia'
import { expect, it } from 'vitest'
import type { SendingPhoto, StoredVisit } from '@/device/records'
import VisitPage from '@/pages/receipt/VisitPage.vue'
import { useOutbox } from '@/stores/outbox'
import { receipt, visit } from '../stores/visits'
import { mountedAt } from '../mounted'

const sent = { sent: true, trouble: null }

async function page(...photos: Partial<SendingPhoto>[]) {
  const made = visit(photos.length)
  const facts = { ...receipt(made).facts, captured_at: '2026-11-24T04:00:00Z', received_at: '2026-11-24T04:05:00Z' }
  const told = { ...receipt(made), standing: 'counts', facts: { ...facts, window: { number: 9 } } }
  const stored = {
    ...made,
    state: 'delivered',
    receipt: told,
    photos: made.photos.map((photo, i) => ({ ...photo, ...photos[i] })),
  } as unknown as StoredVisit
  const pinia = createPinia()
  const outbox = useOutbox(pinia)
  outbox.visits = [stored]
  return (await mountedAt(VisitPage, '/visits/:uid', `/visits/${made.uid}`, pinia)).page
}

it('offers to take lost, refused and broken photos again, each by its number', async () => {
  const refused = { kind: 'refused', code: 'x', title: '像素太多', title_en: 'x', detail: '', detail_en: '' } as const
  const shown = await page(sent, { trouble: { kind: 'lost' } }, { trouble: refused }, { ...sent, isIncomplete: true })
  expect(shown.findAll('.retake li').map((each) => each.text())).toEqual([
    expect.stringMatching(/^第 2 张：/),
    '第 3 张：像素太多',
    '第 4 张：传到了，但不完整',
  ])
  expect(shown.get('.retake a').attributes('href')).toBe('/sites/7/check-in?retakes=K492-QX7F')
})

it('offers nothing where all is well, or still on its way', async () => {
  expect((await page(sent, {})).find('.retake').exists()).toBe(false)
})
