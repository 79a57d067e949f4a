import { request } from './http'

/** May be repeated: the same id brings the same key. */
export const issueKey = (id: string, name: string) =>
  request('put', '/devices/{device_id}', { path: { device_id: id }, json: { name } })
export const fetchDevices = () => request('get', '/devices')
export const revokeDevice = (id: string) => request('delete', '/devices/{device_id}', { path: { device_id: id } })
