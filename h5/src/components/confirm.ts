import { showConfirmDialog } from 'vant/es/dialog'
import 'vant/es/dialog/style'
import { useI18n } from '@/locales'

/** Asks before something that is not easily undone; the button repeats what it does. */
export function confirmAction(action: string, question: string): Promise<boolean> {
  const { t } = useI18n()
  return showConfirmDialog({
    title: action,
    message: question,
    confirmButtonText: action,
    cancelButtonText: t('action.cancel'),
  }).then(
    () => true,
    () => false,
  )
}
