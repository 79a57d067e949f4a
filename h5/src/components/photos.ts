import { showImagePreview } from 'vant/es/image-preview'
import 'vant/es/image-preview/style'
import { nextTick } from 'vue'
import { useI18n } from '@/locales'
import { holdFocus } from './modal'

const STEPS: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1 }

/** Shows photos large, the one at `startPosition` first; arrow keys go through them, a tap or Escape closes them. */
export async function openPhotos(images: string[], startPosition: number): Promise<void> {
  const { t } = useI18n()
  const before = document.activeElement
  let letGo: (() => void) | null = null
  let at = startPosition
  const preview = showImagePreview({ images, startPosition, onChange: (n) => (at = n), onClose: () => letGo?.() })
  await nextTick()
  const box = document.querySelector<HTMLElement>('.van-image-preview')
  if (!box || !preview) return
  const release = holdFocus(box, { name: t('photo.large'), close: () => preview.close(), before })

  /** Vant moves when it is told another place than before, and a swipe by finger tells it none. */
  async function turn({ key }: KeyboardEvent): Promise<void> {
    const step = STEPS[key]
    if (step === undefined) return
    preview?.open({ startPosition: at })
    at = (at + step + images.length) % images.length
    const next = at
    await nextTick()
    preview?.open({ startPosition: next })
  }
  box.addEventListener('keydown', turn)
  letGo = () => {
    box.removeEventListener('keydown', turn)
    release()
  }
}
