import { request } from './http'

export const fetchKinds = () => request('get', '/kinds')
