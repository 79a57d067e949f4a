import { useI18n } from '@/locales'
import {
  clockText,
  dayText,
  daysApart,
  distance,
  lastDay,
  span,
  timeText,
  wholeDayText,
  type Quantity,
} from '@/domain/format'

/** Times, distances and spans in the words of the language in use. */
export function useWords() {
  const { t, locale } = useI18n()
  const quantity = ({ key, n }: Quantity): string => t(key, { n })

  /** `18:20` today, `昨天 18:20`, else with its date. */
  function when(at: string, now: number = Date.now()): string {
    const days = daysApart(at, now)
    if (days === 0) return clockText(at)
    if (days === -1) return t('time.yesterday', { time: clockText(at) })
    return `${dayText(at, locale.value)} ${clockText(at)}`
  }

  function ago(at: string | null, now: string): string {
    if (!at) return t('time.never')
    const days = -daysApart(at, now)
    if (days <= 0) return t('time.today')
    return t('time.days_ago', { n: days })
  }

  /** `明晚 24:00 截止`. */
  function deadline(endsAt: string, now: string): string {
    const days = daysApart(lastDay(endsAt), now)
    if (days < 0) return t('time.ended')
    if (days === 0) return t('time.tonight')
    if (days === 1) return t('time.tomorrow_night')
    return t('time.until', { day: dayText(lastDay(endsAt), locale.value) })
  }

  return {
    when,
    ago,
    deadline,
    metres: (m: number) => quantity(distance(m)),
    spanText: (s: number | null) => (s === null ? '–' : quantity(span(s))),
    full: (at: string | number) => timeText(at, locale.value),
    day: (at: string | number) => dayText(at, locale.value),
    wholeDay: (at: string | number) => wholeDayText(at, locale.value),
    isChinese: () => locale.value.startsWith('zh'),
  }
}
