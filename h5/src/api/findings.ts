import { request } from './http'
import type { FindingMoveDraft, FindingStatus } from './types'

export const fetchFindings = (query: {
  status?: FindingStatus | 'open'
  area?: number
  cursor?: string
  limit?: number
}) => request('get', '/findings', { query })
export const fetchFinding = (id: number) => request('get', '/findings/{finding_id}', { path: { finding_id: id } })
export const moveFinding = (id: number, move: FindingMoveDraft) =>
  request('post', '/findings/{finding_id}/moves', { path: { finding_id: id }, json: move })
export const fetchPeople = (area?: number) => request('get', '/people', { query: { area, limit: 200 } })
