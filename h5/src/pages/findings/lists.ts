/** The lists of findings that a person may choose from, and what each asks the server for. */
import type { FindingStatus } from '@/api/types'

export const LISTS = ['mine', 'found', 'assigned', 'rectified', 'closed'] as const
export type FindingList = (typeof LISTS)[number]

export interface Asked {
  status: FindingStatus | 'open'
  mine?: boolean
}

export const askedBy = (list: FindingList): Asked =>
  list === 'mine' ? { status: 'open', mine: true } : { status: list }

/** Whoever sees only what was given to her needs no more than that. */
export const listsFor = (readsAll: boolean): readonly FindingList[] => (readsAll ? LISTS : ['mine', 'closed'])

/** The list that an address names, else the first that is of use. */
export function listOf(named: unknown, readsAll: boolean): FindingList {
  const known = listsFor(readsAll)
  return known.find((list) => list === named) ?? (readsAll ? 'found' : 'mine')
}
