import { fetched } from './http'
import type { components } from './schema'
import type { Page } from './types'

export type Notice = components['schemas']['Notice']
export type NoticeDetail = components['schemas']['NoticeDetail']

export const fetchUnread = () => fetched<{ unread: number }>('/notices/unread')
export const fetchNotices = (cursor?: string) => fetched<Page<Notice>>('/notices', { query: { cursor } })
export const fetchNotice = (id: number) => fetched<NoticeDetail>(`/notices/${id}`)
export const readNotice = (id: number) => fetched<void>(`/notices/${id}/read`, { method: 'POST' })
export const readNotices = (upTo: number) => fetched<void>('/notices/read', { method: 'POST', json: { up_to: upTo } })
