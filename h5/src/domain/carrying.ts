/** What becomes of parcels that this phone brings for somebody else. Pure. */
import type { ApiFailure } from '@/api/http'

/** `arrived`: the server has it, from here or from elsewhere. The last two stay with their author. */
export type Fate = 'waiting' | 'arrived' | 'unreadable' | 'refused'

/**
 * | failure                                 | what to do                                    |
 * |-----------------------------------------|-----------------------------------------------|
 * | none of ours answered; 408, 425, 429, 5xx | try the same one again, later               |
 * | 401                                     | log in first                                  |
 * | 403                                     | nothing: this account may not carry           |
 * | `rescue-refused`                        | tell its number, go on with the next          |
 * | every other refusal                     | unreadable: tell its number, go on            |
 */
export function judgeParcel(failure: ApiFailure): 'retry' | 'log_in' | 'forbidden' | 'refused' | 'unreadable' {
  if (failure.kind === 'network') return 'retry'
  const { status, code } = failure.problem
  if (status >= 500 || [408, 425, 429].includes(status)) return 'retry'
  if (status === 401 || code === 'csrf') return 'log_in'
  if (status === 403) return 'forbidden'
  return code === 'rescue-refused' ? 'refused' : 'unreadable'
}

export const count = (fates: Fate[], fate: Fate): number => fates.filter((f) => f === fate).length

/** The numbers, from 1, of the parcels that met a fate. */
export const numbers = (fates: Fate[], fate: Fate): number[] => fates.flatMap((f, i) => (f === fate ? [i + 1] : []))
