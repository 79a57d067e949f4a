import { request } from './http'
import type { components } from './schema'

export type Waiting = components['schemas']['Waiting']

export const fetchWaiting = () => request('get', '/waiting')
