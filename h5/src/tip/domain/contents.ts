/** What is encrypted: texts as JSON, photos as a JSON head and a JPEG behind its length. */
import type { Bytes } from './keys'

export type PlaceMode = 'exact' | '100m' | '1km' | 'village' | 'words'

export interface Place {
  mode: PlaceMode
  lon?: number
  lat?: number
  village?: string
  words?: string
}

export interface Report {
  kind: 'report'
  n: number
  category: string
  text: string
  when: string
  place: Place
  /** The groups that must not see it; the office's server hands it to none of them. */
  not_to: string[]
}

export type Status =
  | 'received'
  | 'assigned'
  | 'checking'
  | 'need_info'
  | 'verified'
  | 'not_verified'
  | 'transferred'
  | 'duplicate'
  | 'out_of_scope'
  | 'closed'

export interface Reward {
  kind: 'reward'
  n: number
  state: 'under_review' | 'granted' | 'refused'
  amount?: number
  voucher?: string
  claim_by?: string
}

export interface Removed {
  position: boolean
  device: boolean
  time: boolean
}

export type Content =
  | Report
  | Reward
  | { kind: 'message'; n: number; text: string }
  | { kind: 'reply'; n: number; text: string }
  | { kind: 'status'; n: number; status: Status }
  | { kind: 'waive'; n: number }

export interface Photo {
  kind: 'photo'
  n: number
  from: 'citizen' | 'handler'
  removed: Removed
}

const KINDS = ['report', 'reward', 'message', 'reply', 'status', 'waive']
const LENGTH_BYTES = 4

export const textBytes = (content: Content): Bytes => Uint8Array.from(new TextEncoder().encode(JSON.stringify(content)))

function parsed(bytes: Uint8Array): { kind?: unknown; n?: unknown } {
  const value: unknown = JSON.parse(new TextDecoder().decode(bytes))
  if (typeof value !== 'object' || value === null) throw new Error('content')
  return value
}

/** Null for a kind that is not for the citizen, or that a later version wrote. @throws when it is none at all. */
export function readText(bytes: Uint8Array): Content | null {
  const value = parsed(bytes)
  return KINDS.includes(String(value.kind)) && Number.isInteger(value.n) ? (value as Content) : null
}

/** @throws when it is none. */
export function readPhoto(bytes: Uint8Array): { photo: Photo; jpeg: Bytes } {
  const end = LENGTH_BYTES + new DataView(bytes.buffer, bytes.byteOffset).getUint32(0)
  const head = parsed(bytes.subarray(LENGTH_BYTES, end))
  if (head.kind !== 'photo') throw new Error('content')
  return { photo: head as Photo, jpeg: Uint8Array.from(bytes.subarray(end)) }
}
