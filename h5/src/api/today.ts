import { call, fetched, type Answered } from './http'
import type { Today } from './types'

export const fetchClock = () => fetched<{ now: string; token: string }>('/clock')

/** With the ETag of the copy at hand, an unchanged list costs a 304 without a body. */
export const fetchToday = (etag: string | null): Promise<Answered<Today>> =>
  call<Today>('/today', { headers: etag ? { 'If-None-Match': etag } : {} })
