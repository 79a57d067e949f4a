/** What the phone keeps, as it lies in the vault. */
import type { AttemptReason, PhotoClaim, Receipt } from '@/api/types'
import type { Given } from '@/domain/checklist'
import type { Trouble, Turn } from '@/domain/queue'

export interface SendingPhoto {
  sha256: string
  type: string
  sent: boolean
  /** Why it cannot be sent at all; null while it can. */
  trouble: Trouble | null
  /** It arrived, but breaks off: the server said so when it took it. */
  isIncomplete?: boolean
}

export interface StoredVisit extends Omit<Turn, 'photosToSend'> {
  authorName: string
  /** Milliseconds since 1970 by the phone's own clock: for people, not for the order. */
  createdAt: number
  /** The exact bytes that every attempt sends, and their SHA-256. */
  body: Uint8Array<ArrayBuffer>
  content: string
  siteId: number
  siteName: string
  kind: string
  trouble: Trouble | null
  receipt: Receipt | null
  photos: SendingPhoto[]
  photosLeft: number
  /** When it was last put into a rescue file; it still waits for its receipt. */
  exportedAt: number | null
  /** The phone could not keep it: it lives in this page alone until the server has it. */
  isUnkept?: true
}

export interface StoredPhoto {
  uid: string
  sha256: string
  bytes: Uint8Array<ArrayBuffer>
}

export type NewVisit = Omit<StoredVisit, 'seq'>

export type Picture = Omit<StoredPhoto, 'uid'>

export interface DraftPhoto extends Required<PhotoClaim> {
  type: string
}

export interface Draft {
  authorId: number
  siteId: number
  /** The id that the visit will have; its photos lie under it already. */
  uid: string
  siteName: string
  kind: string
  /** Milliseconds since 1970 by the phone's own clock. */
  startedAt: number
  given: Given
  attempt: AttemptReason | null
  note: string
  placeReason: string
  photos: DraftPhoto[]
}

export interface DeviceKey {
  accountId: number
  /** The id under which the server knows this phone. */
  id: string
  key: Uint8Array<ArrayBuffer>
  /** The server's public key, for which a rescue file is encrypted. */
  sealKey: Uint8Array<ArrayBuffer>
}
