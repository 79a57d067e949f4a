import { fetched } from './http'
import type { Coverage, Window } from './types'

export const fetchCoverage = (query: { area?: number; window?: number }) => fetched<Coverage>('/coverage', { query })
export const fetchWindows = (plan?: string) => fetched<{ items: Window[] }>('/windows', { query: { plan } })
