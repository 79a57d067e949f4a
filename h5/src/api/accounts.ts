import { request } from './http'
import { ifMatch } from './ifMatch'
import type { AccountChange, AccountDraft, Role, Verdict } from './types'

export const fetchAccounts = (query: { q?: string; cursor?: string; limit?: number }) =>
  request('get', '/accounts', { query })
export const fetchAccount = (id: number) => request('get', '/accounts/{account_id}', { path: { account_id: id } })
export const createAccount = (draft: AccountDraft) => request('post', '/accounts', { json: draft })
export const editAccount = (id: number, version: number, change: AccountChange) =>
  request('patch', '/accounts/{account_id}', {
    path: { account_id: id },
    json: change,
    headers: ifMatch(version),
  })
export const resetPassword = (id: number, password: string) =>
  request('post', '/accounts/{account_id}/password', { path: { account_id: id }, json: { password } })
export const addAssignment = (id: number, role: Role, area: number) =>
  request('post', '/accounts/{account_id}/assignments', {
    path: { account_id: id },
    json: { role, area_id: area, since: null, until: null },
  })
export const fetchProposals = (cursor?: string) => request('get', '/assignment-proposals', { query: { cursor } })
export const decideProposal = (id: number, verdict: Verdict) =>
  request('post', '/assignment-proposals/{proposal_id}/decision', { path: { proposal_id: id }, json: { verdict } })
export const endAssignment = (id: number) =>
  request('delete', '/assignments/{assignment_id}', { path: { assignment_id: id } })
