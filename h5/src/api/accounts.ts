import { fetched } from './http'
import type { Account, AccountChange, AccountDraft, Page, Role } from './types'

export const fetchAccounts = (query: { q?: string; cursor?: string; limit?: number }) =>
  fetched<Page<Account>>('/accounts', { query })
export const fetchAccount = (id: number) => fetched<Account>(`/accounts/${id}`)
export const createAccount = (draft: AccountDraft) => fetched<Account>('/accounts', { method: 'POST', json: draft })
export const editAccount = (id: number, version: number, change: AccountChange) =>
  fetched<Account>(`/accounts/${id}`, { method: 'PATCH', json: change, headers: { 'If-Match': `"${version}"` } })
export const resetPassword = (id: number, password: string) =>
  fetched<void>(`/accounts/${id}/password`, { method: 'POST', json: { password } })
export const addAssignment = (id: number, role: Role, area: number) =>
  fetched<unknown>(`/accounts/${id}/assignments`, { method: 'POST', json: { role, area_id: area } })
export const endAssignment = (id: number) => fetched<void>(`/assignments/${id}`, { method: 'DELETE' })
