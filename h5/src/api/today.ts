import { call, request, type Answered } from './http'
import type { Manifest, Sync } from './types'

export const fetchClock = () => request('get', '/clock')

/**
 * What this phone still lacks: see docs/decisions/0019-sync-by-what-the-phone-holds.md. Status 304 and
 * nothing else when `etag`, that of the last answer, and all that the phone has are those of now.
 */
export const postSync = (have: Manifest, etag: string | null) =>
  call('post', '/sync', { json: have, etag }) as Promise<Answered<Sync>>
