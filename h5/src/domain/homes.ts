/** Which sections an account may enter, in the order of its tabs; the first one is its home. */

export type Section =
  | 'today'
  | 'map'
  | 'outbox'
  | 'coverage'
  | 'reviews'
  | 'findings'
  | 'sites'
  | 'accounts'
  | 'supervision'
  | 'tip-groups'
  | 'pay'
  | 'me'

const NEEDS: [Section, string][] = [
  ['today', 'checkin.create'],
  ['map', 'checkin.create'],
  ['outbox', 'checkin.create'],
  ['coverage', 'coverage.read'],
  ['reviews', 'checkin.review'],
  ['findings', 'finding.read'],
  ['sites', 'site.write'],
  ['accounts', 'account.manage'],
  ['supervision', 'ranking.read'],
  ['tip-groups', 'tip_group.manage'],
  ['pay', 'voucher.pay'],
]

export function listSections(actions: string[], leads: boolean): Section[] {
  const open = NEEDS.filter(([, action]) => actions.includes(action)).map(([section]) => section)
  // Somebody who answers for a grid opens with what it lacks; walking comes second.
  const walks = (section: Section) => section === 'today' || section === 'map' || section === 'outbox'
  const ordered = leads ? [...open.filter((section) => !walks(section)), ...open.filter(walks)] : open
  return [...ordered, 'me']
}

/** The section that an address belongs to, by its first part: 点位 of /sites/12/edit. */
export const sectionOf = (path: string): string => path.split('/')[1] ?? ''
