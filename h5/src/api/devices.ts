import { fetched } from './http'
import type { Device, KeyedDevice } from './types'

/** May be repeated: the same id brings the same key. */
export const issueKey = (id: string, name: string) =>
  fetched<KeyedDevice>(`/devices/${id}`, { method: 'PUT', json: { name } })
export const fetchDevices = () => fetched<{ items: Device[] }>('/devices')
export const revokeDevice = (id: string) => fetched<void>(`/devices/${id}`, { method: 'DELETE' })
