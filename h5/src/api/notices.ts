import { request } from './http'
import type { components } from './schema'

export type Notice = components['schemas']['Notice']
export type NoticeDetail = components['schemas']['NoticeDetail']

export const fetchUnread = () => request('get', '/notices/unread')
export const fetchNotices = (cursor?: string) => request('get', '/notices', { query: { cursor } })
export const fetchNotice = (id: number) => request('get', '/notices/{notice_id}', { path: { notice_id: id } })
export const readNotice = (id: number) => request('post', '/notices/{notice_id}/read', { path: { notice_id: id } })
export const readNotices = (upTo: number) => request('post', '/notices/read', { json: { up_to: upTo } })
