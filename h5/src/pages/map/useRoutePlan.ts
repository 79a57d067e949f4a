import { computed, shallowRef, watch, type Ref } from 'vue'
import { distanceM, type Point } from '@/domain/geo'
import type { Fix } from '@/domain/place'
import { suggested, type Stop } from '@/domain/route'
import type { Day, Row } from '@/domain/today'

export interface RouteStop {
  /** From 1. */
  n: number
  row: Row
  /** Straight-line metres from the stop before, or from the start. */
  metres: number
}

/** Numbers must not dance while one stands and looks: the way is thought over after so many metres. */
const MOVED_M = 100

const stopOf = ({ item, isOverdue }: Row): Stop => ({
  id: item.site.id,
  lon: item.site.lon,
  lat: item.site.lat,
  isOverdue,
})
const isSame = (a: Stop, b: Stop | undefined): boolean => a.id === b?.id && a.isOverdue === b.isOverdue

/** The suggested way through what is left of the day. */
export function useRoutePlan(day: Ref<Day>, fix: Ref<Fix | null>) {
  const from = shallowRef<Point | null>(null)
  watch(
    fix,
    (at) => {
      const here: Point | null = at && [at.lon, at.lat]
      const old = from.value
      if (here && (!old || distanceM(old, { type: 'Point', coordinates: [...here] }) > MOVED_M)) from.value = here
    },
    { immediate: true },
  )

  const rows = computed(() => [...(day.value.here ? [day.value.here] : []), ...day.value.due])
  /** With a position the order they come in says nothing, so that it must not change the way. */
  const stops = computed<Stop[]>((old) => {
    const all = rows.value.map(stopOf)
    const fresh = from.value ? all.sort((a, b) => a.id - b.id) : all
    return old?.length === fresh.length && fresh.every((stop, i) => isSame(stop, old[i])) ? old : fresh
  })
  const route = computed(() => suggested(stops.value, from.value))
  const plan = computed<RouteStop[]>(() => {
    const byId = new Map(rows.value.map((row) => [row.item.site.id, row]))
    return route.value.legs.flatMap(({ id, metres }, i) => {
      const row = byId.get(id)
      return row ? [{ n: i + 1, row, metres }] : []
    })
  })

  return { from, plan, metres: computed(() => route.value.metres) }
}
