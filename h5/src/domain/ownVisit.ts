/** What this phone knows of its own visits before the day's list does. */
import type { CheckinBody, Receipt, Result } from '@/api/types'

export interface OwnVisit {
  site: number
  at: string
  result: Result
  fix: CheckinBody['fix']
  /** It has arrived, and waits for a leader's decision. */
  isPending: boolean
}

interface Stored {
  state: 'waiting' | 'delivered' | 'parked'
  body: Uint8Array
  receipt: Receipt | null
}

/** A visit as it was written down: its bytes are what will be sent, so they are what counts. */
export function ownVisit({ body, receipt }: Pick<Stored, 'body' | 'receipt'>): OwnVisit {
  const { site, device_time, result, fix } = JSON.parse(new TextDecoder().decode(body)) as CheckinBody
  return { site, at: device_time ?? '', result, fix, isPending: receipt?.standing === 'pending' }
}

/**
 * Whether a list of the day that the server made at `listedAt` knows of a visit, or never will.
 *
 * | the visit                        | the list |
 * |----------------------------------|----------|
 * | waits for the network            | lacks it |
 * | arrived after the list was made, |          |
 * | and counts or waits for review   | lacks it |
 * | else                             | is right |
 */
export function isUnlisted({ state, receipt }: Omit<Stored, 'body'>, listedAt: string): boolean {
  if (state === 'waiting') return true
  if (state !== 'delivered' || !receipt) return false
  const isShown = receipt.standing !== 'refused' && receipt.standing !== 'aside'
  return isShown && Date.parse(receipt.facts.received_at) > Date.parse(listedAt)
}
