import { call, fetched } from './http'
import type { Board, Level, Window } from './types'

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
export const fetchCoverage = (query: BoardQuery) => fetched<Board>('/coverage', { query: { ...query } })
export const fetchWindows = (plan?: string) => fetched<{ items: Window[] }>('/windows', { query: { plan } })
