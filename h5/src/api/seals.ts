import { address, request } from './http'
import type { AdjustmentVerdict } from './types'

export interface AdjustmentFilter {
  state?: 'waiting' | AdjustmentVerdict
  area?: number
  cursor?: string
}

export const fetchAdjustments = (query: AdjustmentFilter) => request('get', '/adjustments', { query })
export const fetchAdjustment = (id: number) =>
  request('get', '/adjustments/{adjustment_id}', { path: { adjustment_id: id } })
export const decideAdjustment = (id: number, verdict: AdjustmentVerdict, note: string) =>
  request('post', '/adjustments/{adjustment_id}/decision', { path: { adjustment_id: id }, json: { verdict, note } })
export const reportAddress = (
  plan: string,
  window: number,
  area: number,
  format: 'pdf' | 'xlsx',
  locale: 'zh' | 'en',
) => address('/reports/{plan}/{window}', { path: { plan, window }, query: { area, format, locale } })
