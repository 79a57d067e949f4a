import { fetched } from './http'
import type { Page, Redraw, RedrawDraft, RedrawPreview } from './types'

export const fetchRedraws = (cursor?: string) => fetched<Page<Redraw>>('/redraws', { query: { cursor } })
export const fetchRedrawDays = () => fetched<{ days: string[] }>('/redraws/options')
export const previewRedraw = (features: RedrawDraft['features'], datum: RedrawDraft['datum']) =>
  fetched<RedrawPreview>('/redraws/preview', { method: 'POST', json: { features, datum } })
export const confirmRedraw = (draft: RedrawDraft) => fetched<Redraw>('/redraws', { method: 'POST', json: draft })
export const cancelRedraw = (id: number) => fetched<Redraw>(`/redraws/${id}/cancellation`, { method: 'POST' })
