import { fetched } from './http'
import type { Finding, FindingDetail, Page, Person } from './types'

export interface FindingMoveDraft {
  move: 'assign' | 'note' | 'close' | 'reopen'
  assignee_id?: number
  text: string
}

export const fetchFindings = (query: { status?: string; area?: number; cursor?: string; limit?: number }) =>
  fetched<Page<Finding>>('/findings', { query })
export const fetchFinding = (id: number) => fetched<FindingDetail>(`/findings/${id}`)
export const moveFinding = (id: number, move: FindingMoveDraft) =>
  fetched<FindingDetail>(`/findings/${id}/moves`, { method: 'POST', json: move })
export const fetchPeople = (area?: number) => fetched<{ items: Person[] }>('/people', { query: { area } })
