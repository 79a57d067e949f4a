/** The journal: what it speaks of, what is done to it, and where that can be seen. */
import type { JournalSearch } from '@/api/journal'

/** By kind of subject and first part of the action, what follows in the action. */
const ACTS = [
  ['site', 'site', 'create correct checkpoints ask refuse suspend resume close reopen move redraw'],
  ['checkin', 'checkin', 'recorded carried reviewed'],
  ['photo', 'photo', 'carried'],
  ['finding', 'finding', 'found assign note rectify return close reopen follow'],
  ['adjustment', 'adjustment', 'decided'],
  ['exemption', 'exemption', 'grant withdraw'],
  ['window', 'window', 'sealed'],
  ['plan', 'plan', 'created change'],
  ['area', 'area', 'create draw rename set_up'],
  ['area', 'grid', 'handed_over taken_back'],
  ['redraw', 'redraw', 'confirm cancel apply'],
  ['step', 'step', 'propose confirm dismiss answer return close extend'],
  ['cross_check', 'cross_check', 'draw stop visit'],
  ['notice_occasion', 'ladder', 'told skipped'],
  ['account', 'account', 'create change disable enable password'],
  ['account', 'tip_key', 'make change recover'],
  ['account', 'tip_inbox', 'unlock fail search'],
  ['assignment', 'assignment', 'create end'],
  ['assignment_proposal', 'assignment', 'propose decide'],
  ['session', 'session', 'open end'],
  ['device', 'device', 'add revoke'],
  ['tip', 'tip', 'open photo reply redact status transfer recuse spam unspam export'],
  ['tip', 'tip', 'reward.propose reward.grant reward.refuse'],
  ['tip_group', 'tip_group', 'create change begin propose admit end leave reset reseal'],
  ['escrow_request', 'escrow', 'ask confirm export import'],
  ['voucher', 'voucher', 'pay'],
  ['kind', 'kind', 'load'],
  ['job', 'job', 'resumed'],
  ['demo', 'demo', 'load'],
] as const

export const SUBJECTS: string[] = [...new Set(ACTS.map(([subject]) => subject))]

export const actionsOf = (subject: string): string[] =>
  ACTS.filter(([each]) => each === subject).flatMap(([, first, rest]) =>
    rest.split(' ').map((word) => `${first}.${word}`),
  )

/** The page of a subject by its number, and the action that opens it. */
const PAGES: Record<string, [path: string, needs: string]> = {
  site: ['/sites', 'site.read'],
  checkin: ['/checkins', 'checkin.read'],
  finding: ['/findings', 'finding.read'],
  adjustment: ['/adjustments', 'coverage.read'],
  step: ['/supervision/steps', 'step.read'],
  cross_check: ['/supervision/checks', 'cross_check.read'],
  account: ['/accounts', 'account.manage'],
}

export function pageOf(row: { subject: string; subject_id: string }, may: (action: string) => boolean): string | null {
  const page = PAGES[row.subject]
  return page && may(page[1]) && /^\d+$/.test(row.subject_id) ? `${page[0]}/${row.subject_id}` : null
}

const NAMES = ['from', 'until', 'action', 'subject', 'subject_id'] as const

/** A search as it stands in the page's address; what is empty or no number is left out. */
export function searchIn(query: Record<string, unknown>): JournalSearch {
  const search: JournalSearch = {}
  for (const name of NAMES) {
    const value = query[name]
    if (typeof value === 'string' && value !== '') search[name] = value
  }
  const actor = Number(query['actor'])
  return actor > 0 ? { ...search, actor } : search
}
