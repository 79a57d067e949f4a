import { computed, type Ref } from 'vue'
import type { TodayItem } from '@/api/types'
import { wall } from '@/device/wake'
import { checkpointStateOf, type CheckpointState } from '@/domain/checkpoints'
import { placeOf, type Fix } from '@/domain/place'
import { orderRows, type OwnState } from '@/domain/today'
import { useToday } from '@/stores/today'
import { useOwnVisits } from './useOwnVisits'

/** The day in its order, seen from where the phone is and with what the phone has done itself. */
export function useDay(fix: Ref<Fix | null>) {
  const store = useToday()

  const own = useOwnVisits()
  const checkpointsAt = (item: TodayItem): CheckpointState | null =>
    checkpointStateOf(item, own.value.get(item.site.id))

  /** What those visits make of their sites, as far as the phone can tell. */
  const states = computed(() => {
    const found = new Map<number, OwnState>()
    for (const item of (store.today?.items ?? []).filter(({ site }) => own.value.has(site.id))) {
      const gotIn = own.value.get(item.site.id)!.filter((visit) => visit.result !== 'attempted')
      if (!gotIn.length) found.set(item.site.id, 'attempted')
      else if (gotIn.every((visit) => visit.isPending)) found.set(item.site.id, 'pending')
      else if (!checkpointsAt(item)?.left) found.set(item.site.id, 'covered')
    }
    return found
  })

  /** The server's time, moved on by what has passed on this phone since. */
  const now = (): number => {
    const [made, at] = [store.today?.now, store.copy?.at]
    return made && at ? Date.parse(made) + Math.max(0, wall() - at) : wall()
  }
  const day = computed(() =>
    orderRows(
      store.today?.items ?? [],
      ({ site }) => placeOf(fix.value, site.geometry, site.radius_m),
      now(),
      states.value,
    ),
  )

  return { day, checkpointsAt, own }
}
