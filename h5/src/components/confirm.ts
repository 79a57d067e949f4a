import { showConfirmDialog } from 'vant/es/dialog'
import 'vant/es/dialog/style'
import { nextTick } from 'vue'
import { useI18n } from '@/locales'
import { holdFocus } from './modal'

/** Asks before something that is not easily undone; the button repeats what it does. */
export async function confirmAction(action: string, question: string): Promise<boolean> {
  const { t } = useI18n()
  const before = document.activeElement
  const answer = showConfirmDialog({
    title: action,
    message: question,
    confirmButtonText: action,
    cancelButtonText: t('action.cancel'),
  }).then(
    () => true,
    () => false,
  )
  await nextTick()
  const box = document.querySelector<HTMLElement>('.van-dialog')
  const cancel = () => box?.querySelector<HTMLElement>('.van-dialog__cancel')?.click()
  const letGo = box && holdFocus(box, { name: action, close: cancel, before })
  return answer.finally(letGo)
}
