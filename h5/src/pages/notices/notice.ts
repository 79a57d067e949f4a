/** What a notice says first, and where it leads. The server has counted; here it is only worded. */
import type { Notice } from '@/api/notices'
import type { Label } from '@/domain/labels'

type Told = Pick<Notice, 'rung' | 'lacking' | 'missed' | 'attempted' | 'groups'>

/** Of these the matter says more than the kind. */
const BY_MATTER: readonly string[] = ['finding', 'visit']

export interface Sentence {
  key: string
  values: Record<string, string | number>
}

export const headline = ({ rung, lacking, missed, attempted, groups }: Told): Sentence => ({
  key: BY_MATTER.includes(rung) ? `notice.${rung}_${groups[0]?.matter}` : `notice.${rung}`,
  values: { n: lacking, missed, attempted },
})

/** What stands under it: the window that it is about, or the groups. */
export function lines(
  notice: Pick<Notice, 'rung' | 'window' | 'required' | 'groups'>,
  when: string,
  isChinese: boolean,
): Sentence[] {
  const { rung, window, required, groups } = notice
  if (window) return [{ key: 'notice.line', values: { when, number: window.number, required } }]
  return groups.map((group) => ({
    key: BY_MATTER.includes(rung) ? 'notice.about_site' : `notice.about_${group.matter}`,
    values: { when, group: isChinese ? group.name : group.name_en },
  }))
}

export const UNREAD: Label = { key: 'notice.unread', shape: '●', tone: 'missed' }

export const siteState = (mended: boolean): Label =>
  mended ? { key: 'notice.mended', shape: '●', tone: 'covered' } : { key: 'notice.lacking', shape: '▲', tone: 'missed' }

/** The officer goes to her list, who reads tips to the inbox, all others to the board. */
export function way({ rung, groups }: Pick<Notice, 'rung' | 'groups'>): { to: string; key: string } {
  if (rung === 'tips' || rung === 'escrow') return { to: '/tips', key: 'notice.to_tips' }
  if (rung === 'finding') return { to: `/findings/${groups[0]?.id}`, key: 'notice.to_finding' }
  if (rung === 'visit') return { to: `/checkins/${groups[0]?.id}`, key: 'notice.to_visit' }
  if (rung === 'check') return { to: '/cross-checks', key: 'notice.to_check' }
  if (rung === 'step') return { to: `/supervision/steps/${groups[0]?.id}`, key: 'notice.to_step' }
  return rung === 'officer' ? { to: '/today', key: 'notice.to_today' } : { to: '/coverage', key: 'notice.to_coverage' }
}
