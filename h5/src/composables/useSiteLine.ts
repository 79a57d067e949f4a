import { useI18n } from '@/locales'
import type { OwnVisit } from '@/domain/ownVisit'
import type { CheckpointState } from '@/domain/checkpoints'
import { PENDING, siteLabel, type Label } from '@/domain/labels'
import { joined } from '@/domain/text'
import { reasonsOf, type Row } from '@/domain/today'
import { useToday } from '@/stores/today'
import { useWords } from './useWords'

/** What a row of the day says of its site: its state, and one line why it stands where it stands. */
export function useSiteLine() {
  const { t } = useI18n()
  const store = useToday()
  const { metres, ago } = useWords()

  /** What waits on this phone is said so, whatever the list knows. */
  function label({ item }: Row, own: OwnVisit[] | undefined): Label {
    if (!own?.length) return siteLabel(item)
    return own.every((visit) => visit.isPending) ? PENDING : { key: 'state.waiting', shape: '◔', tone: 'attempted' }
  }

  /** The grid that the line names, or that all of the day is in: names need not repeat it. */
  const gridOf = ({ item, away }: Row): string | undefined =>
    away === null || store.grids.length === 1 ? item.site.grid.name : undefined

  function line(row: Row, state: CheckpointState | null, now: string): string {
    const { item } = row
    const why = reasonsOf(row).map((word) => t(`today.why_${word}`))
    const rest = state
      ? [t('checkpoint.short', { n: state.reaches.length, left: state.left })]
      : why.length
        ? []
        : [visited(item.last_visit?.at, now)]
    return joined(row.away === null ? item.site.grid.name : metres(row.away), ...why, ...rest)
  }

  const visited = (at: string | undefined, now: string): string =>
    at ? t('today.last_visit', { ago: ago(at, now) }) : t('today.never_visited')

  return { label, gridOf, line }
}
