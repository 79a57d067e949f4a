import { fetched } from './http'
import type { Area, GridFeature, Page } from './types'

export const fetchAreas = (query: { parent?: number; level?: string; limit?: number }) =>
  fetched<Page<Area>>('/areas', { query })
export const fetchArea = (id: number) => fetched<Area>(`/areas/${id}`)
/** As they are drawn now, or as they were in force on a local day. */
export const fetchGrids = (areaId: number, on?: string) =>
  fetched<{ features: GridFeature[] }>(`/areas/${areaId}/grids.geojson`, { query: { on } })
