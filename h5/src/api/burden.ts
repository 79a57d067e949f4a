import { request } from './http'
import type { components } from './schema'

export type Burden = components['schemas']['Burden']
export type BurdenFigures = components['schemas']['BurdenFigures']

export const fetchBurden = (query: { area?: number | undefined; window?: number | undefined }) =>
  request('get', '/burden', { query })
