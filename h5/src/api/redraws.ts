import { request } from './http'
import type { RedrawDraft } from './types'

export const fetchRedraws = (cursor?: string) => request('get', '/redraws', { query: { cursor } })
export const fetchRedrawDays = () => request('get', '/redraws/options')
export const previewRedraw = (plan: Pick<RedrawDraft, 'features' | 'crs' | 'datum'>) =>
  request('post', '/redraws/preview', { json: plan })
export const confirmRedraw = (draft: RedrawDraft) => request('post', '/redraws', { json: draft })
export const cancelRedraw = (id: number) =>
  request('post', '/redraws/{redraw_id}/cancellation', { path: { redraw_id: id } })
