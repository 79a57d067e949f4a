import { address, request } from './http'
import type { FindingMoveDraft, FindingStatus } from './types'

export const fetchFindings = (query: {
  status?: FindingStatus | 'open'
  area?: number
  severity?: number
  mine?: boolean
  cursor?: string
  limit?: number
}) => request('get', '/findings', { query })
export const fetchFinding = (id: number) => request('get', '/findings/{finding_id}', { path: { finding_id: id } })
export const moveFinding = (id: number, move: FindingMoveDraft) =>
  request('post', '/findings/{finding_id}/moves', { path: { finding_id: id }, json: move })
export const findingPhotoAddress = (id: number, sha256: string, size: 'full' | 'thumb') =>
  address('/findings/{finding_id}/photos/{sha256}', { path: { finding_id: id, sha256 }, query: { size } })
/** What became of what a visit found. */
export const fetchFindingOf = (number: number) => request('get', '/checkins/{number}/finding', { path: { number } })
export const fetchPeople = (area?: number) => request('get', '/people', { query: { area, limit: 200 } })
