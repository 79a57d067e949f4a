import { call, request } from './http'
import type { BoardRow, Level } from './types'

// Somebody is looking: an answer that takes longer is as good as none.
const TIMEOUT_MS = 10_000

export interface BoardQuery {
  area?: number
  window?: number
  level?: Level
}
export interface RowsQuery {
  area?: number
  plan?: string
  window?: number
  state?: BoardRow['state'] | 'lacking'
  kind?: string
  order?: 'worst' | 'gap'
  limit?: number
}

// Questions that are asked again and again: `etag` is that of the answer at hand.
export const pollCoverage = (query: BoardQuery, etag: string | null) =>
  call('get', '/coverage', { query, etag, timeoutMs: TIMEOUT_MS })
export const pollTrend = (query: { area: number; plan: string; windows: number }, etag: string | null) =>
  call('get', '/coverage/trend', { query, etag, timeoutMs: TIMEOUT_MS })
export const pollLatest = (query: { area: number; limit: number }, etag: string | null) =>
  call('get', '/coverage/latest', { query, etag, timeoutMs: TIMEOUT_MS })
export const pollRows = (query: RowsQuery, etag: string | null) =>
  call('get', '/coverage/rows', { query, etag, timeoutMs: TIMEOUT_MS })

export const fetchRows = (query: RowsQuery & { cursor?: string }) => request('get', '/coverage/rows', { query })
export const fetchCoverage = (query: BoardQuery) => request('get', '/coverage', { query })
export const fetchWindows = (plan?: string) => request('get', '/windows', { query: { plan } })
