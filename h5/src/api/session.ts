import { fetched } from './http'
import type { Me, Page, Session } from './types'

export const logIn = (username: string, password: string) =>
  fetched<Me>('/sessions', { method: 'POST', json: { username, password } })
export const logOut = () => fetched<void>('/sessions/current', { method: 'DELETE' })
export const fetchMe = () => fetched<Me>('/me')
export const fetchSessions = () => fetched<Page<Session>>('/me/sessions')
export const revokeSession = (id: number) => fetched<void>(`/me/sessions/${id}`, { method: 'DELETE' })
export const changePassword = (old: string, fresh: string) =>
  fetched<void>('/me/password', { method: 'POST', json: { old, new: fresh } })
