import { computed, shallowRef, type Ref } from 'vue'
import type { Page } from '@/api/types'
import { useRequest } from './useRequest'

export interface Paged<T> {
  items: Ref<T[] | null>
  error: Ref<unknown>
  isBusy: Ref<boolean>
  hasMore: Ref<boolean>
  restart: () => Promise<void>
  more: () => Promise<void>
}

/** A list that arrives page by page: `restart` begins anew, `more` appends. */
export function usePaged<T>(ask: (cursor: string | undefined) => Promise<Page<T>>): Paged<T> {
  const items = shallowRef<T[] | null>(null)
  const next = shallowRef<string | null>(null)
  const { error, isBusy, run, data } = useRequest(ask)
  const hasMore = computed(() => next.value !== null)

  async function restart(): Promise<void> {
    if (!(await run(undefined)) || !data.value) return
    items.value = data.value.items
    next.value = data.value.next
  }

  async function more(): Promise<void> {
    if (!next.value || isBusy.value) return
    if (!(await run(next.value)) || !data.value) return
    items.value = [...(items.value ?? []), ...data.value.items]
    next.value = data.value.next
  }

  return { items, error, isBusy, hasMore, restart, more }
}
