import { describe, expect, it } from 'vitest'
import type { ListedTip } from '@/api/tips'
import TipRow from '@/pages/tips/TipRow.vue'
import { locked } from '@/pages/tips/labels'
import { mounted } from '../mounted'

const TIP: ListedTip = {
  id: '0f'.repeat(16),
  group: '1f'.repeat(16),
  day: '2026-11-24',
  due_day: '2026-12-09',
  state: 'open',
  assigned: false,
  overdue: false,
  delete_after: '2028-11-24',
  category: null,
  category_name: null,
  category_name_en: null,
  status: 'received',
  unreadable: false,
  items: 1,
  unread: 1,
  excerpt: null,
}
const text = (tip: ListedTip): string => mounted(TipRow, { props: { tip } }).text()

describe('a tip in the list', () => {
  it('says so when it cannot be read', () => {
    expect(text({ ...TIP, unreadable: true })).toContain('无法读取的举报')
    expect(text(TIP)).toContain('没有说明类别')
  })

  it('says nothing of what is in it while the inbox is locked', () => {
    expect(text(locked({ ...TIP, unreadable: true }))).toContain('加密的举报')
  })
})
