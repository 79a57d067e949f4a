/** How a tip is shown: its state as a word, a shape and a colour. */
import type { ListedTip, SettableStatus, TipStatus } from '@/api/tips'
import type { Label, Tone } from '@/domain/labels'

const STATUSES: Record<TipStatus, [string, Tone]> = {
  received: ['○', 'open'],
  assigned: ['○', 'attempted'],
  checking: ['○', 'attempted'],
  need_info: ['◈', 'open'],
  verified: ['●', 'covered'],
  not_verified: ['◇', 'exempt'],
  transferred: ['○', 'open'],
  duplicate: ['◇', 'exempt'],
  out_of_scope: ['◇', 'exempt'],
  closed: ['●', 'covered'],
}

/** Locked, only what lies open is known: whether somebody has taken it up, and the days. */
export function tipLabel(tip: Pick<ListedTip, 'state' | 'status' | 'overdue' | 'assigned'>): Label {
  if (tip.state === 'spam') return { key: 'inbox.spam', shape: '◇', tone: 'exempt' }
  if (tip.overdue) return { key: 'inbox.overdue', shape: '▲', tone: 'missed' }
  if (tip.state === 'closed') return { key: 'inbox.closed', shape: '●', tone: 'covered' }
  if (tip.status) return statusLabel(tip.status)
  return tip.assigned
    ? { key: 'inbox.taken', shape: '○', tone: 'attempted' }
    : { key: 'inbox.new', shape: '○', tone: 'open' }
}

/** What may be seen of a tip while the inbox is locked. */
export const locked = (tip: ListedTip): ListedTip => ({
  ...tip,
  category: null,
  category_name: null,
  category_name_en: null,
  status: null,
  excerpt: null,
  unreadable: false,
})

export function statusLabel(status: TipStatus): Label {
  const [shape, tone] = STATUSES[status]
  return { key: `tipstate.${status}`, shape, tone }
}

/** What a button says that leads to a status; back to checking from an end is another thing than beginning. */
export function stepKey(to: SettableStatus, from: TipStatus | null): string {
  const begins = from === null || ['received', 'assigned', 'transferred', 'need_info'].includes(from)
  return to === 'checking' && !begins ? 'tip.to_reopen' : `tip.to_${to}`
}
