/**
 * A state is a word, a shape and a colour, in that order of trust. Words live in the locale
 * files under the key given here; tones name the colour tokens of `styles/tokens.css`.
 */
import type { Adjustment, Credit, FindingStatus, Flag, Result, SiteStatus, Standing, TodayItem } from '@/api/types'

export type Tone = 'covered' | 'open' | 'missed' | 'attempted' | 'exempt'

export interface Label {
  key: string
  shape: string
  tone: Tone
}

const label = (key: string, shape: string, tone: Tone): Label => ({ key, shape, tone })

/** What waits for a leader's decision. */
export const PENDING: Label = label('standing.pending', '◈', 'open')

/** A site by its state alone, or also by what else is known of it. */
export function siteLabel(
  item: Pick<TodayItem, 'state'> & Partial<Pick<TodayItem, 'missed_last' | 'attempted_last' | 'awaits_review'>>,
): Label {
  if (item.awaits_review) return PENDING
  if (item.state === 'open' && item.missed_last) return label('state.missed_last', '▲', 'missed')
  if (item.state === 'open' && item.attempted_last) return label('state.attempted_last', '◐', 'missed')
  const tones: Record<TodayItem['state'], [string, Tone]> = {
    covered: ['●', 'covered'],
    open: ['○', 'open'],
    missed: ['▲', 'missed'],
    attempted: ['◐', 'attempted'],
    exempt: ['◇', 'exempt'],
    not_required: ['◇', 'exempt'],
  }
  return label(`state.${item.state}`, ...tones[item.state])
}

const STANDINGS: Record<Standing, [string, Tone]> = {
  counts: ['●', 'covered'],
  accepted: ['●', 'covered'],
  pending: ['◈', 'open'],
  refused: ['▲', 'missed'],
  aside: ['◇', 'exempt'],
}

/** An attempt stands as it is, but must never read as if the site had been checked. */
export function standingLabel(visit: { standing: Standing; result: Result }): Label {
  if (visit.result === 'attempted' && visit.standing === 'counts') return label('standing.attempted', '◐', 'attempted')
  return label(`standing.${visit.standing}`, ...STANDINGS[visit.standing])
}

export function resultLabel(result: Result): Label {
  const tones: Record<Result, [string, Tone]> = {
    normal: ['●', 'covered'],
    abnormal: ['▲', 'missed'],
    attempted: ['◐', 'attempted'],
  }
  return label(`result.${result}`, ...tones[result])
}

export function findingLabel(finding: { status: FindingStatus; overdue?: boolean }): Label {
  if (finding.status !== 'closed' && finding.overdue) return label('finding.overdue', '▲', 'missed')
  const tones: Record<FindingStatus, [string, Tone]> = {
    found: ['▲', 'missed'],
    assigned: ['○', 'open'],
    rectified: ['◈', 'open'],
    closed: ['●', 'covered'],
  }
  return label(`finding.${finding.status}`, ...tones[finding.status])
}

export function adjustmentLabel(state: Adjustment['state']): Label {
  const tones: Record<Adjustment['state'], [string, Tone]> = {
    waiting: ['◈', 'open'],
    approved: ['●', 'covered'],
    refused: ['▲', 'missed'],
  }
  return label(`adjust.${state}`, ...tones[state])
}

export function statusLabel(status: SiteStatus): Label {
  const tones: Record<SiteStatus, [string, Tone]> = {
    active: ['●', 'covered'],
    suspended: ['◇', 'exempt'],
    closed: ['◇', 'exempt'],
  }
  return label(`status.${status}`, ...tones[status])
}

export const creditKey = (credit: Credit) => `credit.${credit}`

/** What visits can be listed by, the ones that want an eye first. */
export const FLAGS = [
  'photo_reused',
  'photo_repeated',
  'mark_forged',
  'accuracy_coarse',
  'accuracy_invalid',
  'position_invalid',
  'token_missing',
  'token_ahead',
  'elapsed_invalid',
  'clock_missing',
  'clock_off',
  'clocks_differ',
  'time_unknown',
  'no_longer_held',
  'cross_check',
] as const satisfies readonly Flag[]
