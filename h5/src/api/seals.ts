import { address, fetched } from './http'
import type { Adjustment, AdjustmentVerdict, Page } from './types'

export interface AdjustmentFilter {
  state?: 'waiting' | AdjustmentVerdict
  area?: number
  cursor?: string
}

export const fetchAdjustments = (query: AdjustmentFilter) =>
  fetched<Page<Adjustment>>('/adjustments', { query: { ...query } })
export const fetchAdjustment = (id: number) => fetched<Adjustment>(`/adjustments/${id}`)
export const decideAdjustment = (id: number, verdict: AdjustmentVerdict, note: string) =>
  fetched<Adjustment>(`/adjustments/${id}/decision`, { method: 'POST', json: { verdict, note } })
export const reportAddress = (
  plan: string,
  window: number,
  area: number,
  format: 'pdf' | 'xlsx',
  locale: 'zh' | 'en',
) => address(`/reports/${plan}/${window}`, { area, format, locale })
