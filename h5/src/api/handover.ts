import { request } from './http'

export const fetchParties = (areaId: number) =>
  request('get', '/areas/{area_id}/handover', { path: { area_id: areaId } })
export const handOver = (areaId: number, from: number, to: number) =>
  request('post', '/areas/{area_id}/handover', { path: { area_id: areaId }, json: { from, to } })
export const takeBack = (handoverId: number) =>
  request('post', '/handovers/{handover_id}/return', { path: { handover_id: handoverId } })
