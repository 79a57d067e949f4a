import { request } from './http'

export const fetchParties = (gridId: number) =>
  request('get', '/areas/{area_id}/handover', { path: { area_id: gridId } })
export const handOver = (gridId: number, from: number, to: number) =>
  request('post', '/areas/{area_id}/handover', { path: { area_id: gridId }, json: { from, to } })
