import { request } from './http'
import type { components } from './schema'

export type JournalRow = components['schemas']['AuditRow']

/** Days are local and both included. */
export interface JournalSearch {
  from?: string
  until?: string
  actor?: number
  action?: string
  subject?: string
  subject_id?: string
}

export const fetchJournal = (query: JournalSearch & { cursor?: string | undefined }) =>
  request('get', '/audit', { query })
export const fetchJournalHead = () => request('get', '/audit/head', {})
