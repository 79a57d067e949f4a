import { fetched } from './http'
import type { Delivered } from './types'

/** One parcel of somebody else's phone, as it came. */
export const sendParcel = (bytes: Uint8Array<ArrayBuffer>) =>
  fetched<Delivered>('/rescues', { method: 'POST', bytes, type: 'application/octet-stream', timeoutMs: 120_000 })
