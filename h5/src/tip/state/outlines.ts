/** The outlines of villages and towns, fetched when a map is first wanted. */
import { shallowRef } from 'vue'
import { failure, type TipError } from '../api/http'
import { fetchOutlines } from '../api/tips'
import type { Outlines } from '../domain/place'

export const outlines = shallowRef<Outlines | null>(null)
export const outlinesError = shallowRef<TipError | null>(null)

export async function loadOutlines(): Promise<void> {
  if (outlines.value) return
  outlinesError.value = null
  try {
    outlines.value = await fetchOutlines()
  } catch (reason) {
    outlinesError.value = failure(reason)
  }
}
