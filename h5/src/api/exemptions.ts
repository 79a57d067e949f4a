import { fetched } from './http'
import type { ExemptablePlan, Exemption, ExemptionDraft, Page } from './types'

export const fetchExemptions = (query: {
  area?: number
  plan?: string
  window?: number
  cursor?: string
  limit?: number
}) => fetched<Page<Exemption>>('/exemptions', { query })
export const fetchExemptable = () => fetched<{ items: ExemptablePlan[] }>('/exemptions/options')
export const grantExemption = (draft: ExemptionDraft) =>
  fetched<Exemption>('/exemptions', { method: 'POST', json: draft })
export const withdrawExemption = (id: number, reason: string) =>
  fetched<Exemption>(`/exemptions/${id}/withdrawal`, { method: 'POST', json: { reason } })
