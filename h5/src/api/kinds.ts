import { fetched } from './http'
import type { Kind } from './types'

export const fetchKinds = () => fetched<{ items: Kind[] }>('/kinds')
