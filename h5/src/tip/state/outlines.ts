/** The outlines of the villages, fetched when a map is first wanted. */
import { shallowRef } from 'vue'
import { failure, type TipError } from '../api/http'
import { mapOfVillages } from '../api/tips'
import type { Village } from '../domain/place'

export const outlines = shallowRef<Village[] | null>(null)
export const outlinesError = shallowRef<TipError | null>(null)

export async function loadOutlines(): Promise<void> {
  if (outlines.value) return
  outlinesError.value = null
  try {
    outlines.value = (await mapOfVillages()).villages
  } catch (reason) {
    outlinesError.value = failure(reason)
  }
}
