/** What is being written. In memory only: closed is gone, and the page says so. */
import { reactive } from 'vue'
import { toBase64 } from '@/device/base64'
import type { PlaceMode, Removed } from '../domain/contents'
import { newItemId } from '../domain/keys'
import type { Spot } from '../domain/place'
import type { ReencodedPhoto } from '../device/reencode'

export const MOST_PHOTOS = 6

export interface DraftPhoto {
  /** Its item's id from the start: sent twice, it is the same photo. */
  id: string
  blob: Blob
  url: string
  traces: Removed
  drawn: boolean
}

interface Draft {
  category: string
  text: string
  when: string
  mode: PlaceMode
  spot: Spot | null
  words: string
  excluded: string[]
  photos: DraftPhoto[]
}

const empty = (): Draft => ({
  category: '',
  text: '',
  when: '',
  mode: '1km',
  spot: null,
  words: '',
  excluded: [],
  photos: [],
})

export const draft: Draft = reactive(empty())

export function newPhoto({ blob, traces, drawn }: ReencodedPhoto): DraftPhoto {
  return { id: toBase64(newItemId()), blob, url: URL.createObjectURL(blob), traces, drawn }
}

/** The same photo with another picture. */
export function repainted(photo: DraftPhoto, blob: Blob): DraftPhoto {
  URL.revokeObjectURL(photo.url)
  return { ...photo, blob, url: URL.createObjectURL(blob) }
}

export const drop = (photos: readonly DraftPhoto[]): void => photos.forEach(({ url }) => URL.revokeObjectURL(url))

export const hasDraft = (): boolean => draft.text.trim() !== '' || draft.photos.length > 0 || draft.words !== ''

export function emptyDraft(): void {
  drop(draft.photos)
  Object.assign(draft, empty())
}
