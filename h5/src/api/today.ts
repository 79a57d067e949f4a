import { request } from './http'
import type { Manifest, Sync } from './types'

export const fetchClock = () => request('get', '/clock')

/** What this phone still lacks: see docs/decisions/0019-sync-by-what-the-phone-holds.md. */
export const postSync = (have: Manifest) => request('post', '/sync', { json: have }) as Promise<Sync>
