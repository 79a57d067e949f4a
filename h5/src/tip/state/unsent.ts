/** Beside the draft: what is held for a tip that is under way, and what may be shown when its code is gone. */
import { ref, shallowRef } from 'vue'
import type { Filed } from '../api/types'
import { drop, type DraftPhoto } from './draft'

/** The message that is being written; it outlives the screen, not the page. */
export const message = ref('')
/** Photos chosen, not sent yet. */
export const morePhotos = shallowRef<DraftPhoto[]>([])
/** The days that the server has named for the tip, and no more. */
export const filedDays = shallowRef<Filed | null>(null)

export const hasUnsent = (): boolean => message.value.trim() !== '' || morePhotos.value.length > 0

export function clearUnsent(): void {
  drop(morePhotos.value)
  morePhotos.value = []
  message.value = ''
  filedDays.value = null
}
