/**
 * Whether a voucher was paid, looked up in lists that are the same for everybody: no server learns
 * which one is looked for. Each month has as many entries; what is not a voucher's digest is a decoy.
 */
import { toBase64 } from '@/device/base64'
import { hashed } from './keys'

const DIGEST_BYTES = 12

export interface PaidLists {
  format: number
  /** Oldest first; `month` as 2026-11. */
  lists: { month: string; digests: string[] }[]
}

export const paidDigest = (voucher: string): string =>
  toBase64(hashed(new TextEncoder().encode(voucher.replaceAll('-', '')), DIGEST_BYTES, 'p369 paid 1'))

/** The month in which it was paid; null when no list names it. */
export function paidMonth({ lists }: PaidLists, voucher: string): string | null {
  const digest = paidDigest(voucher)
  return lists.find(({ digests }) => digests.includes(digest))?.month ?? null
}

/** Until the end of which month the lists tell; null when there is none. */
export const lastMonth = ({ lists }: PaidLists): string | null => lists[lists.length - 1]?.month ?? null
