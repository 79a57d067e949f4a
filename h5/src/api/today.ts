import { fetched } from './http'
import type { Manifest, Sync } from './types'

export const fetchClock = () => fetched<{ now: string; token: string }>('/clock')

/** What this phone still lacks: see docs/decisions/0019-sync-by-what-the-phone-holds.md. */
export const postSync = (have: Manifest) => fetched<Sync>('/sync', { method: 'POST', json: have })
