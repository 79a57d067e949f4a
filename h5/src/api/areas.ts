import { request } from './http'
import type { GridFeature, Level, TypedArea } from './types'

export const fetchAreas = (query: { parent?: number; level?: Level; limit?: number; cursor?: string }) =>
  request('get', '/areas', { query })
export const fetchArea = (id: number) => request('get', '/areas/{area_id}', { path: { area_id: id } })
/** As they are drawn now, or as they were in force on a local day. That a position has two numbers, the schema does not say. */
export const fetchGrids = (areaId: number, on?: string) =>
  request('get', '/areas/{area_id}/grids.geojson', {
    path: { area_id: areaId },
    query: { on },
  }) as Promise<unknown> as Promise<{
    features: GridFeature[]
  }>
/** All of them or none, below one area. */
export const addAreas = (parent: number, areas: TypedArea[]) =>
  request('post', '/areas', { json: { parent_id: parent, areas } })
/** `was`: the name that was read. */
export const renameArea = (id: number, name: string, was: string) =>
  request('patch', '/areas/{area_id}', { path: { area_id: id }, json: { name, was } })
