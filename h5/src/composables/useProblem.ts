import { useI18n } from '@/locales'
import { ApiError } from '@/api/http'
import { StorageError } from '@/device/storage'
import { nameFault } from '@/domain/fault'
import { timeText } from '@/domain/format'

const SHOWN = 3

/** The words for a failure: the server's own where it spoke, ours where nothing arrived. */
export function useProblem() {
  const { t, locale } = useI18n()
  const isChinese = () => locale.value.startsWith('zh')

  function problemText(error: unknown): string {
    if (error instanceof StorageError) return t('storage.failed', { why: t(`storage.why_${error.trouble}`) })
    if (!(error instanceof ApiError)) return t('problem.unknown')
    if (error.failure.kind === 'network') return t('problem.network')
    const { problem, retryAfterS } = error.failure
    const title = (isChinese() ? problem.title : problem.title_en) || t('problem.unknown')
    const [first] = problem.fields ?? []
    // A form that says what is expected of which field says enough.
    if (problem.code === 'invalid' && first?.label)
      return problem.fields
        .slice(0, SHOWN)
        .map((fault) => nameFault(fault, isChinese()))
        .join(isChinese() ? '；' : '; ')
    const detail = first ? nameFault(first, isChinese()) : null
    const wait = retryAfterS ? t('problem.wait', { n: Math.ceil(retryAfterS) }) : null
    return [title, detail, wait].filter(Boolean).join(isChinese() ? '，' : '. ')
  }

  /** The complaint about one field, for showing beside it. */
  function fieldText(error: unknown, field: string): string | undefined {
    return listFaults(error).find((fault) => fault.field === field)?.text
  }

  /** All complaints about fields. */
  function listFaults(error: unknown): { field: string; text: string }[] {
    if (!(error instanceof ApiError) || error.failure.kind !== 'problem') return []
    const { fields = [] } = error.failure.problem
    return fields.map((fault) => ({ field: fault.field, text: isChinese() ? fault.message : fault.message_en }))
  }

  /** Of two at once, who was first and when: what the other one is told. */
  function firstText(error: unknown): string {
    if (!(error instanceof ApiError) || error.failure.kind !== 'problem') return ''
    const changed = error.failure.problem['changed'] as { what: string; by: string | null; at: string } | undefined
    if (!changed) return ''
    return t('first.told', {
      name: changed.by ?? '',
      at: timeText(changed.at, locale.value),
      what: t(`first.${changed.what.replace('.', '_')}`),
    })
  }

  return { problemText, fieldText, listFaults, firstText }
}
