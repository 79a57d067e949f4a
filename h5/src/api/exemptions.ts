import { request } from './http'
import type { ExemptionDraft } from './types'

export const fetchExemptions = (query: {
  area?: number
  plan?: string
  window?: number
  cursor?: string
  limit?: number
}) => request('get', '/exemptions', { query })
export const fetchExemptable = () => request('get', '/exemptions/options')
export const grantExemption = (draft: ExemptionDraft) => request('post', '/exemptions', { json: draft })
export const withdrawExemption = (id: number, reason: string) =>
  request('post', '/exemptions/{exemption_id}/withdrawal', { path: { exemption_id: id }, json: { reason } })
