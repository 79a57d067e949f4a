import { ref, watch, type Ref } from 'vue'
import { fetchStanding } from '@/api/standing'
import { useSession } from '@/stores/session'

/** Whether the person reads tips: only the server knows; without signal there is nothing to read either. */
export function useTipReader(): Ref<boolean> {
  const session = useSession()
  const readsTips = ref(false)
  watch(
    () => session.me?.id,
    async () => {
      readsTips.value = await fetchStanding().then(
        ({ data }) => data.groups.length > 0,
        () => false,
      )
    },
    { immediate: true },
  )
  return readsTips
}
