import { address, call, fetched, type Answered } from './http'
import type { Checkin, Page, PhotoMark, PublicReceipt, Receipt } from './types'

export interface CheckinFilter {
  mine?: 1
  area?: number
  site?: number
  standing?: string
  cursor?: string
  limit?: number
}

export const sendCheckin = (body: Uint8Array<ArrayBuffer>): Promise<Answered<Receipt>> =>
  call<Receipt>('/checkins', { method: 'POST', bytes: body })
export const sendPhoto = (sha256: string, bytes: Uint8Array<ArrayBuffer>, type: string) =>
  call<{ sha256: string }>(`/photos/${sha256}`, { method: 'PUT', bytes, type, timeoutMs: 120_000 })
export const fetchCheckins = (query: CheckinFilter) => fetched<Page<Checkin>>('/checkins', { query: { ...query } })
export const fetchCheckin = (number: number) => fetched<Checkin>(`/checkins/${number}`)
export const reviewCheckin = (number: number, verdict: 'accept' | 'refuse', note: string) =>
  fetched<Checkin>(`/checkins/${number}/review`, { method: 'POST', json: { verdict, note } })
export const fetchReceipt = (code: string) => fetched<PublicReceipt>(`/receipts/${encodeURIComponent(code)}`)
export const fetchMarks = (code: string) => fetched<{ items: PhotoMark[] }>(`/photo-marks/${encodeURIComponent(code)}`)
export const photoAddress = (number: number, sha256: string, size: 'full' | 'thumb') =>
  address(`/checkins/${number}/photos/${sha256}`, { size })
