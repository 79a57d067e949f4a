/** What may still be said when the code is gone from the page: days, and no more. */
import { shallowRef } from 'vue'
import type { Filed } from '../api/types'
import { forgetBy } from './memory'

export const kept = shallowRef<Filed | null>(null)

export function keepFacts(filed: Filed | null): void {
  kept.value = filed
}

forgetBy(() => (kept.value = null))
