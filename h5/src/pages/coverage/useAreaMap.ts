import { computed, watch } from 'vue'
import { fetchGrids } from '@/api/areas'
import { pollCoverage } from '@/api/coverage'
import type { BoardChild, GridFeature, PlanBoard } from '@/api/types'
import { useLive } from '@/composables/useLive'
import { useRequest } from '@/composables/useRequest'
import { gapLimitS, isGapAlarm, shade } from '@/domain/coverage'
import { dateValue } from '@/domain/format'
import { frame, groupLabel, path } from '@/domain/mapview'
import { outline } from '@/domain/outline'

export type Size = readonly [width: number, height: number]
export const DESK: Size = [735, 476]
/** Drawn for a hand: names keep their size, so fewer of them have room. */
export const PHONE: Size = [330, 260]
/** Read from across a room: names are drawn nearly twice as large. */
export const WALL: Size = [410, 350]
// All grids at once weigh more than the page: a few seconds may pass between two looks at them.
const REST_MS = 3_000

export interface DrawnGrid {
  id: number
  d: string
  shade: ReturnType<typeof shade>
  isAlarm: boolean
  grid: BoardChild | null
  /** The part of the shown area that this grid lies in. */
  part: BoardChild | null
}

/** The grids of an area with their own figures, and the parts that they make up. */
export function useAreaMap(props: { areaId: number; plan: PlanBoard }, [width, height]: Size) {
  const shapes = useRequest(fetchGrids)
  const asked = computed(() => ({ area: props.areaId, window: props.plan.window.number, level: 'grid' as const }))
  const board = useLive((etag) => pollCoverage(asked.value, etag), { beatMs: null, restMs: REST_MS })
  // The figures follow the page's own rhythm; the shapes are those of the window's first day.
  watch([() => props.areaId, () => dateValue(props.plan.window.starts_at)], ([id, on]) => void shapes.run(id, on), {
    immediate: true,
  })
  watch(() => JSON.stringify(asked.value), board.restart, { immediate: true })
  watch(() => props.plan, board.again)

  const features = computed<GridFeature[]>(() => shapes.data.value?.features ?? [])
  const view = computed(() =>
    frame(
      features.value.map((f) => f.geometry),
      width,
      height,
      16,
    ),
  )
  const figures = computed(() => {
    const plan = board.data.value?.plans.find((p) => p.window.plan === props.plan.window.plan)
    return new Map(plan?.children.map((child) => [child.area.id, child]))
  })
  const parts = computed(() => new Map(props.plan.children.map((child) => [child.area.id, child])))
  const partOf = ({ properties }: GridFeature): BoardChild | null =>
    [properties.id, ...properties.ancestors].map((id) => parts.value.get(id)).find(Boolean) ?? null

  const grids = computed<DrawnGrid[]>(() => {
    const on = view.value
    const limitS = gapLimitS(props.plan.window)
    if (!on) return []
    return features.value.map((feature) => {
      const grid = figures.value.get(feature.properties.id) ?? null
      const of = grid?.figures
      const drawn = { id: feature.properties.id, d: path(feature.geometry, on), grid, part: partOf(feature) }
      return { ...drawn, shade: shade(of), isAlarm: isGapAlarm(of, limitS) }
    })
  })

  const groups = computed(() => {
    const on = view.value
    const found = new Map<number, GridFeature[]>()
    for (const feature of features.value) {
      const id = partOf(feature)?.area.id ?? 0
      found.set(id, [...(found.get(id) ?? []), feature])
    }
    if (!on) return []
    return [...found].map(([id, members]) => {
      const geometries = members.map((m) => m.geometry)
      const name = parts.value.get(id)?.area.name ?? members[0]?.properties.name ?? ''
      return { id, edge: outline(geometries, on), label: groupLabel(geometries, on, name, 14) }
    })
  })

  return { view, grids, groups }
}
