import { call, fetched, type Answered } from './http'
import type { Manifest, Sync, Today } from './types'

export const fetchClock = () => fetched<{ now: string; token: string }>('/clock')

/** What this phone still lacks: see docs/decisions/0019-sync-by-what-the-phone-holds.md. */
export const postSync = (have: Partial<Manifest>) => fetched<Sync>('/sync', { method: 'POST', json: have })

/** With the ETag of the copy at hand, an unchanged list costs a 304 without a body. */
export const fetchToday = (etag: string | null): Promise<Answered<Today>> =>
  call<Today>('/today', { headers: etag ? { 'If-None-Match': etag } : {} })
