/** Which rooms an account may enter, in the order of its tabs; the first one is its home. */

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
  const open = NEEDS.filter(([, action]) => actions.includes(action)).map(([room]) => room)
  // Somebody who answers for a grid opens with what it lacks; walking comes second.
  const walks = (room: Section) => room === 'today' || room === 'map' || room === 'outbox'
  const ordered = leads ? [...open.filter((room) => !walks(room)), ...open.filter(walks)] : open
  return [...ordered, 'me']
}
