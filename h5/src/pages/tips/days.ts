/** Days that may lie years ahead are told with their year. */
import { dayText, localTime } from '@/domain/format'
import { useI18n } from '@/locales'

export function useDays() {
  const { locale } = useI18n()

  function wholeDay(at: string): string {
    const { year } = localTime(at)
    const day = dayText(at, locale.value)
    return locale.value.startsWith('zh') ? `${year}年${day}` : `${day} ${year}`
  }

  return { wholeDay }
}
