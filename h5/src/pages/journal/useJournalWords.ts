import { useI18n } from '@/locales'

/** What the journal says, in words; what nobody has words for shows its code. */
export function useJournalWords() {
  const { t, te } = useI18n()
  const wordsFor = (key: string, code: string): string => (te(key) ? t(key) : code)
  const subjectText = (code: string): string => wordsFor(`journal.about.${code}`, code)
  return {
    actionText: (code: string): string => wordsFor(`journal.act.${code}`, code),
    subjectText,
    numberText: (row: { subject: string; subject_id: string }): string =>
      t('journal.number', { subject: subjectText(row.subject), id: row.subject_id }),
  }
}
