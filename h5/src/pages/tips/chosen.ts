/** Tips that are ticked, to be put on the spam shelf or taken back all at once. */
import { computed, shallowRef } from 'vue'
import { markSpam, unmarkSpam, type ListedTip, type TipState } from '@/api/tips'
import type { Paged } from '@/composables/usePaged'
import { useRequest } from '@/composables/useRequest'

/** As many as the server moves at once. */
export const MOST = 500

export function useChosen(list: Paged<ListedTip>, state: () => TipState) {
  const ids = shallowRef<ReadonlySet<string> | null>(null)
  const count = computed(() => ids.value?.size ?? 0)
  const moving = useRequest((tips: string[]) => (state() === 'spam' ? unmarkSpam(tips) : markSpam(tips)))

  const begin = (): void => void (ids.value = new Set())
  const end = (): void => void (ids.value = null)

  function tick(id: string): void {
    const fresh = new Set(ids.value)
    if (!fresh.delete(id) && fresh.size < MOST) fresh.add(id)
    ids.value = fresh
  }

  /** All of the list, what it has not shown yet, too. */
  async function all(): Promise<void> {
    while (list.hasMore.value && (list.items.value?.length ?? 0) < MOST && !list.error.value) await list.more()
    if (ids.value) ids.value = new Set((list.items.value ?? []).slice(0, MOST).map(({ id }) => id))
  }

  /** Resolves to how many were moved; null when it failed. */
  async function move(): Promise<number | null> {
    if (!count.value || !(await moving.run([...(ids.value ?? [])]))) return null
    end()
    return moving.data.value?.changed ?? 0
  }

  return { ids, count, begin, end, tick, all, move, error: moving.error, isBusy: moving.isBusy }
}
