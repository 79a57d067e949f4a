import { fetched } from './http'
import type { Finding, FindingDetail, FindingMoveDraft, Page, Person } from './types'

export const fetchFindings = (query: { status?: string; area?: number; cursor?: string; limit?: number }) =>
  fetched<Page<Finding>>('/findings', { query })
export const fetchFinding = (id: number) => fetched<FindingDetail>(`/findings/${id}`)
export const moveFinding = (id: number, move: FindingMoveDraft) =>
  fetched<FindingDetail>(`/findings/${id}/moves`, { method: 'POST', json: move })
export const fetchPeople = (area?: number) => fetched<Page<Person>>('/people', { query: { area, limit: 200 } })
