/** Days, rewards and problems as sentences in the language of the page. */
import { grouped } from '@/domain/grouped'
import type { TipError } from '../api/http'
import { dayParts } from '../domain/days'
import type { Named, RewardRule } from '../domain/published'
import { nameIn } from '../domain/published'
import { useWords } from '../locales'

export function useTipText() {
  const { t, list, language } = useWords()

  const dayText = (day: string): string => t('day', dayParts(day))
  const monthText = (month: string): string => t('month', dayParts(month))
  const nameOf = (thing: Named): string => nameIn(thing, language.value)

  /** In one line of a list. */
  function rewardLine({ mode, max_yuan }: RewardRule): string {
    return t(`reward.line.${mode}`, { yuan: grouped(max_yuan) })
  }

  /** All of the rule, before anything is sent. */
  function rewardRule({ mode, max_yuan, notify_days, claim_days, first_only }: RewardRule): string[] {
    if (mode === 'none') return [t('reward.rule.none')]
    const rule = [
      t(`reward.rule.${mode}`, { yuan: grouped(max_yuan) }),
      t('reward.rule.days', { notify: notify_days, claim: claim_days }),
    ]
    return first_only ? [...rule, t('reward.rule.first_only')] : rule
  }

  function problemText(error: TipError | null): string {
    if (!error) return ''
    const key = `problem.${error.code.replaceAll('-', '_')}`
    const text = t(key)
    return text === key ? t('problem.other') : text
  }

  return { t, list, language, dayText, monthText, nameOf, rewardLine, rewardRule, problemText }
}
