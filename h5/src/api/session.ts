import { request } from './http'

export const logIn = (username: string, password: string) =>
  request('post', '/sessions', { json: { username, password } })
export const logOut = () => request('delete', '/sessions/current')
export const fetchMe = () => request('get', '/me')
export const fetchSessions = () => request('get', '/me/sessions')
export const revokeSession = (id: number) =>
  request('delete', '/me/sessions/{session_id}', { path: { session_id: id } })
export const changePassword = (old: string, fresh: string) =>
  request('post', '/me/password', { json: { old, new: fresh } })
