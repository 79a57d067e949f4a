import { fetched } from './http'
import type { Area, GridFeature, Page } from './types'

export const fetchAreas = (query: { parent?: number; level?: string; limit?: number }) =>
  fetched<Page<Area>>('/areas', { query })
export const fetchArea = (id: number) => fetched<Area>(`/areas/${id}`)
export const fetchGrids = (areaId: number) =>
  fetched<{ features: GridFeature[] }>(`/areas/${areaId}/grids.geojson`)
