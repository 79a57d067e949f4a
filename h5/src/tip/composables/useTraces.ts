/** What was taken out of a photo, as a sentence. */
import type { Removed } from '../domain/contents'
import { useTipText } from './useTipText'

export function useTraces() {
  const { t } = useTipText()
  return (removed: Removed): string => {
    const names = (['position', 'device', 'time'] as const)
      .filter((name) => removed[name])
      .map((name) => t(`photos.trace.${name}`))
    return names.length ? t('photos.removed', { what: names.join(t('and')) }) : t('photos.removed_none')
  }
}
