/** The place as it would be sent, in words. */
import { computed } from 'vue'
import { placeOf } from '../domain/place'
import { villageNamed } from '../domain/published'
import { county } from '../state/county'
import { draft } from '../state/draft'
import { useTipText } from './useTipText'

export function usePlaceText() {
  const { t, nameOf } = useTipText()

  function villageText(id: string | undefined): string {
    const found = county.value && villageNamed(county.value, id)
    return found ? `${nameOf(found.town)} ${found.name}` : t('place.outside')
  }

  const placeText = computed(() => {
    const words = draft.words.trim()
    const { mode } = placeOf(draft.mode, draft.spot, words)
    if (mode === 'words' || !draft.spot) return words || t('write.place_none')
    const where = t(`place.told.${mode}`, { village: villageText(draft.spot.village) })
    return words ? t('place.told_with', { where, words }) : where
  })

  return { placeText, villageText }
}
