import { call, fetched } from './http'
import type { Board, BoardRow, LatestVisit, Level, Page, TrendPoint, Window } from './types'

// Somebody is looking: an answer that takes longer is as good as none.
const PATIENCE_MS = 10_000

/** A question that was asked before: `etag` is that of the answer at hand. */
const asked = <T>(path: string, query: Record<string, string | number | undefined>, etag: string | null) =>
  call<T>(path, { query, headers: etag ? { 'If-None-Match': etag } : {}, timeoutMs: PATIENCE_MS })

export interface BoardQuery {
  area?: number
  window?: number
  level?: Level
}

export const askCoverage = (query: BoardQuery, etag: string | null) => asked<Board>('/coverage', { ...query }, etag)
export interface RowsQuery {
  area?: number
  plan?: string
  window?: number
  state?: BoardRow['state'] | 'lacking'
  kind?: string
  order?: 'worst' | 'gap'
  limit?: number
}

export const askTrend = (query: { area: number; plan: string; windows: number }, etag: string | null) =>
  asked<{ items: TrendPoint[] }>('/coverage/trend', query, etag)
export const askLatest = (query: { area: number; limit: number }, etag: string | null) =>
  asked<{ items: LatestVisit[] }>('/coverage/latest', query, etag)
export const askRows = (query: RowsQuery, etag: string | null) =>
  asked<Page<BoardRow>>('/coverage/rows', { ...query }, etag)
export const fetchRows = (query: RowsQuery & { cursor?: string }) =>
  fetched<Page<BoardRow>>('/coverage/rows', { query: { ...query } })
export const fetchCoverage = (query: BoardQuery) => fetched<Board>('/coverage', { query: { ...query } })
export const fetchWindows = (plan?: string) => fetched<{ items: Window[] }>('/windows', { query: { plan } })
