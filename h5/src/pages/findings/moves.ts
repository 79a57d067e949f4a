import type { FindingDetail, FindingMoveDraft } from '@/api/types'

export type MoveName = FindingMoveDraft['move']

/** The steps that change where a finding is, the likely one last; the rest are words alone. */
const DECISIVE = ['assign', 'return', 'rectify', 'close'] as const

/** The decisive steps open to somebody; that it is mended is said by whoever was to mend it. */
export const decisiveMoves = (finding: FindingDetail, mends: boolean): readonly MoveName[] =>
  DECISIVE.filter((move) => finding.possible_moves.includes(move) && (move !== 'rectify' || mends))
