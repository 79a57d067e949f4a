import { address, call, request, requestLines } from './http'
import type { Flag, PhotoType, Standing, Verdict } from './types'

export interface CheckinFilter {
  mine?: boolean
  area?: number
  site?: number
  standing?: Standing
  awaits_review?: boolean
  flag?: Flag
  cursor?: string
  limit?: number
}

export const sendCheckin = (body: Uint8Array<ArrayBuffer>) =>
  call('post', '/checkins', { bytes: body, type: 'application/json' })
/** Many at once: each line of `lines` is the body of one. */
export const sendCheckins = (lines: Uint8Array<ArrayBuffer>) =>
  requestLines('/checkins/batch', { bytes: lines, type: 'application/x-ndjson' })
/** What a photo is shows from its bytes; the server does not ask what they are said to be. */
export const sendPhoto = (sha256: string, bytes: Uint8Array<ArrayBuffer>, type: string) =>
  call('put', '/photos/{sha256}', { path: { sha256 }, bytes, type: type as PhotoType })
export const fetchCheckins = (query: CheckinFilter) => request('get', '/checkins', { query })
export const fetchCheckin = (number: number) => request('get', '/checkins/{number}', { path: { number } })
export const reviewCheckin = (number: number, verdict: Verdict, note: string) =>
  request('post', '/checkins/{number}/review', { path: { number }, json: { verdict, note } })
export const fetchReceipt = (code: string) => request('get', '/receipts/{code}', { path: { code } })
export const fetchMarks = (code: string) => request('get', '/photo-marks/{mark_code}', { path: { mark_code: code } })
export const photoAddress = (number: number, sha256: string, size: 'full' | 'thumb') =>
  address('/checkins/{number}/photos/{sha256}', { path: { number, sha256 }, query: { size } })
