/** What the county has published, fetched once; every screen speaks from it. */
import { readonly, ref, shallowRef } from 'vue'
import { failure, type TipError } from '../api/http'
import { published } from '../api/tips'
import type { Category, Published } from '../domain/published'

const loaded = shallowRef<Published | null>(null)
const error = shallowRef<TipError | null>(null)
const isLoading = ref(false)

export const county = readonly(loaded) as Readonly<typeof loaded>
export const countyError = readonly(error) as Readonly<typeof error>
export const countyIsLoading = readonly(isLoading)

/** Again after `force`: a group's key may have changed since. */
export async function loadCounty(force = false): Promise<void> {
  if (isLoading.value || (loaded.value && !force)) return
  isLoading.value = true
  error.value = null
  try {
    loaded.value = await published()
  } catch (reason) {
    error.value = failure(reason)
    if (force) throw reason
  } finally {
    isLoading.value = false
  }
}

export const categoryNamed = (id: string): Category | null =>
  loaded.value?.categories.find((category) => category.id === id) ?? null
