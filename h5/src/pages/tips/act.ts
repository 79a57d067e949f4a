/** Something that is done with a tip and answers the thread as it is after it. */
import { ref } from 'vue'
import type { TipThread } from '@/api/tips'
import { isLockedOut } from '@/composables/tipInbox'
import { useRequest } from '@/composables/useRequest'
import { newUid } from '@/device/hash'

export const newItem = (): string => newUid().replaceAll('-', '')

export function useAct<A extends unknown[]>(
  ask: (item: string, ...args: A) => Promise<TipThread>,
  onChange: (fresh: TipThread) => void,
) {
  /** The same until it has arrived: a second try adds nothing. */
  const item = ref(newItem())
  const { error, isBusy, run, data } = useRequest((...args: A) => ask(item.value, ...args))

  async function act(...args: A): Promise<boolean> {
    const went = await run(...args)
    if (went && data.value) {
      item.value = newItem()
      onChange(data.value)
    } else isLockedOut(error.value)
    return went
  }

  return { act, error, isBusy }
}
