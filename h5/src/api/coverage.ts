import { fetched } from './http'
import type { Board, Level, Window } from './types'

export const fetchCoverage = (query: { area?: number; window?: number; level?: Level }) => fetched<Board>('/coverage', { query })
export const fetchWindows = (plan?: string) => fetched<{ items: Window[] }>('/windows', { query: { plan } })
