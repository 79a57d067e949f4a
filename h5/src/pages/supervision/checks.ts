/** How a cross-check and each of its sites is shown. */
import type { CheckedSite, CrossCheck } from '@/api/supervision'
import type { Label } from '@/domain/labels'

export const checkLabel = (check: Pick<CrossCheck, 'running' | 'stopped'>): Label => {
  if (check.running) return { key: 'cross.running', shape: '○', tone: 'open' }
  return check.stopped
    ? { key: 'cross.stopped', shape: '◇', tone: 'exempt' }
    : { key: 'cross.ended', shape: '●', tone: 'covered' }
}

export function siteLabel({
  visit,
  original,
  comparison,
}: Pick<CheckedSite, 'visit' | 'original' | 'comparison'>): Label {
  if (!visit) return { key: 'cross.waits', shape: '○', tone: 'open' }
  if (comparison)
    return comparison.agrees
      ? { key: 'cross.agrees', shape: '●', tone: 'covered' }
      : { key: 'cross.differs', shape: '▲', tone: 'missed' }
  return { key: original ? 'cross.not_inside' : 'cross.no_original', shape: '◇', tone: 'exempt' }
}
