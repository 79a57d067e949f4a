/**
 * The lists of paid vouchers, fetched by whoever enters a code: before it is known whether the code
 * is right and whether a reward was granted, as the fetching would tell that to the network.
 */
import { shallowRef } from 'vue'
import { fetchPaidLists } from '../api/tips'
import type { PaidLists } from '../domain/paid'

/** Null while they are not to be had. */
export const paidLists = shallowRef<PaidLists | null>(null)

export async function loadPaidLists(): Promise<void> {
  paidLists.value ??= await fetchPaidLists().catch(() => null)
}
