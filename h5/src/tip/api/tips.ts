/** One function for each thing that the citizen's server does. All throw TipError. */
import { fromBase64, toBase64 } from '@/device/base64'
import type { Published } from '../domain/published'
import type { Removed } from '../domain/contents'
import type { PaidLists } from '../domain/paid'
import type { Outlines } from '../domain/place'
import { get, post, postForBytes, postForNothing, upload } from './http'
import type { Challenge, Filed, NewTip, OpenAnswer, Purpose, EncryptedItem } from './types'

export const published = () => get<Published>('/api/published')

export const fetchOutlines = () => get<Outlines>('/api/map')

export const fetchPaidLists = () => get<PaidLists>('/api/paid')

export const challengeFor = (purpose: Purpose) => get<Challenge>(`/api/challenge?purpose=${purpose}`)

export const openWith = (auth: Uint8Array, purpose: Purpose, proof: string) =>
  post<OpenAnswer>('/api/open', { auth: toBase64(auth), purpose, proof })

export const sendTip = (tip: NewTip) => post<Filed>('/api/tips', tip)

export interface PhotoParcel {
  ticket: string
  id: string
  n: number
  photo: Blob
  onProgress: (share: number) => void
}

export async function sendPhoto({ ticket, id, n, photo, onProgress }: PhotoParcel): Promise<Removed> {
  const headers = { 'Content-Type': 'application/octet-stream', 'X-Ticket': ticket, 'X-Item': id, 'X-N': String(n) }
  return (await upload<{ removed: Removed }>({ path: '/api/photos', body: photo, headers, onProgress })).removed
}

export async function readOn(ticket: string, after: string | null): Promise<Uint8Array<ArrayBuffer>> {
  return fromBase64((await post<{ page: string }>('/api/thread/read', { ticket, after })).page)
}

export const sendItem = (ticket: string, item: EncryptedItem) => postForNothing('/api/thread/items', { ticket, item })

export const photoOf = (ticket: string, id: string) => postForBytes('/api/thread/photo', { ticket, id })

export const withdraw = (ticket: string, item: string | null) =>
  postForNothing('/api/thread/withdraw', { ticket, item })

export async function slipFor(ticket: string, commitment: Uint8Array): Promise<string> {
  const { slip } = await post<{ slip: string }>('/api/thread/slip', { ticket, commitment: toBase64(commitment) })
  return slip
}
