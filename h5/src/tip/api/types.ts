/** What the citizen's server says. Bytes travel as base64url without padding. */
import type { Challenge } from 'altcha-lib/types'

export type { Challenge }

export type Purpose = 'open' | 'send'

export interface OpenAnswer {
  share: string
  ticket: string
  page?: string
}

export interface PageItem {
  id: string
  day: string
  photo: boolean
  ct?: string
}

/** The inside of a page. */
export interface ThreadPage {
  pk: string
  receipt_wrap: string
  state: 'open' | 'closed'
  day: string
  delete_after: string
  can_withdraw: boolean
  items: PageItem[]
  more: boolean
}

export interface NewTip {
  ticket: string
  pk: string
  receipt_wrap: string
  group: string
  version: number
  wraps: { group: string; version: number; sealed: string }[]
  items: EncryptedItem[]
}

export interface EncryptedItem {
  id: string
  ct: string
}

export interface Filed {
  day: string
  due_day: string
  delete_after: string
}
