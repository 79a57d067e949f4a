import { fetched } from './http'
import type { Area, Geometry } from './types'

export interface GridFeature {
  type: 'Feature'
  geometry: Geometry
  /** `ancestors`: ids of the areas above the grid. */
  properties: { id: number; name: string; ancestors: number[] }
}

export const fetchAreas = (query: { parent?: number; level?: string; limit?: number }) =>
  fetched<{ items: Area[] }>('/areas', { query })
export const fetchArea = (id: number) => fetched<Area>(`/areas/${id}`)
export const fetchGrids = (areaId: number) =>
  fetched<{ features: GridFeature[] }>(`/areas/${areaId}/grids.geojson`)
