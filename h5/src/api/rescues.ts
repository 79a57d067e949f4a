import { request } from './http'

/** One parcel of somebody else's phone, as it came. */
export const sendParcel = (bytes: Uint8Array<ArrayBuffer>) =>
  request('post', '/rescues', { bytes, type: 'application/octet-stream' })
