/** Photos chosen for a tip that is under way, not sent yet. */
import { shallowRef } from 'vue'
import { drop, type DraftPhoto } from './draft'
import { forgetBy } from './memory'
import { atStake } from './stake'

export const morePhotos = shallowRef<DraftPhoto[]>([])

forgetBy(() => {
  drop(morePhotos.value)
  morePhotos.value = []
})
atStake(() => morePhotos.value.length > 0)
