import { fetched } from './http'
import type { HandedOver, Parties } from './types'

export const fetchParties = (gridId: number) => fetched<Parties>(`/areas/${gridId}/handover`)
export const handOver = (gridId: number, from: number, to: number) =>
  fetched<HandedOver>(`/areas/${gridId}/handover`, { method: 'POST', json: { from, to } })
