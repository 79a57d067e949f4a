import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { fetchKinds } from '@/api/kinds'
import type { Kind } from '@/api/types'
import { storeCopy, loadCopy } from '@/device/vault'

/** The kinds of place with their checklists: data of the server, a copy on the phone. */
export const useCatalogue = defineStore('catalogue', () => {
  const kinds = shallowRef<Kind[]>([])
  let loading: Promise<void> | null = null

  const kind = (code: string): Kind | undefined => kinds.value.find((k) => k.code === code)

  async function fetchAll(): Promise<void> {
    try {
      kinds.value = (await fetchKinds()).items
      void storeCopy('kinds', kinds.value)
    } catch (error) {
      loading = null
      const known = await loadCopy<Kind[]>('kinds')
      if (!known) throw error
      kinds.value = known
    }
  }

  /** @throws ApiError when neither the server nor the phone has them. */
  function load(): Promise<void> {
    loading ??= fetchAll()
    return loading
  }

  /** Takes them from an officer's pack, which brings them along. */
  function adopt(found: Kind[]): void {
    kinds.value = found
    loading = Promise.resolve()
  }

  return { kinds, kind, load, adopt }
})
