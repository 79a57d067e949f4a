/** What a notice says first, and where it leads. The server has counted; here it is only worded. */
import type { Notice } from '@/api/notices'
import type { Label } from '@/domain/labels'

type Told = Pick<Notice, 'rung' | 'lacking' | 'missed'>

export interface Sentence {
  key: string
  values: Record<string, number>
}

export const headline = ({ rung, lacking, missed }: Told): Sentence => ({ key: `notice.${rung}`, values: { n: lacking, missed } })

export const UNREAD: Label = { key: 'notice.unread', shape: '●', tone: 'missed' }

export const siteState = (mended: boolean): Label =>
  mended ? { key: 'notice.mended', shape: '●', tone: 'covered' } : { key: 'notice.lacking', shape: '▲', tone: 'missed' }

/** The officer goes to her list, all others to the board. */
export const way = (rung: Notice['rung']): { to: string; key: string } =>
  rung === 'officer' ? { to: '/today', key: 'notice.to_today' } : { to: '/coverage', key: 'notice.to_coverage' }
