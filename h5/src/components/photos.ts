import { showImagePreview } from 'vant/es/image-preview'
import 'vant/es/image-preview/style'
import { nextTick } from 'vue'
import { useI18n } from '@/locales'
import { holdFocus } from './modal'

/** Shows photos large, the one at `startPosition` first; a tap or Escape closes them. */
export async function openPhotos(images: string[], startPosition: number): Promise<void> {
  const { t } = useI18n()
  const before = document.activeElement
  let letGo: (() => void) | null = null
  const preview = showImagePreview({ images, startPosition, onClose: () => letGo?.() })
  await nextTick()
  const box = document.querySelector<HTMLElement>('.van-image-preview')
  if (box && preview) letGo = holdFocus(box, { name: t('photo.large'), close: () => preview.close(), before })
}
