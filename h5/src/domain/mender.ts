import type { FindingStatus } from '@/api/types'

/** Who is to mend it; that nobody was asked to, where its label speaks of something else; else nothing. */
export function menderText(
  finding: { status: FindingStatus; overdue?: boolean; assignee: { name: string } | null },
  t: (key: string) => string,
): string {
  if (finding.assignee) return finding.assignee.name
  return finding.status === 'found' && finding.overdue ? t('finding.found') : ''
}
