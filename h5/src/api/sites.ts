import { address, fetched } from './http'
import type { Page, Site, SiteChange, SiteChangeDraft, SiteDetail, SiteDraft, SitePatch } from './types'

export interface SiteFilter {
  area?: number
  kind?: string
  status?: string
  q?: string
  cursor?: string
  limit?: number
}

export const fetchSites = (query: SiteFilter) => fetched<Page<Site>>('/sites', { query: { ...query } })
export const fetchSite = (id: number) => fetched<SiteDetail>(`/sites/${id}`)
export const createSite = (draft: SiteDraft) => fetched<SiteDetail>('/sites', { method: 'POST', json: draft })
export const editSite = (id: number, version: number, draft: SitePatch) =>
  fetched<SiteDetail>(`/sites/${id}`, { method: 'PATCH', json: draft, headers: { 'If-Match': `"${version}"` } })
export const requestSiteChange = (id: number, wanted: SiteChangeDraft) =>
  fetched<SiteChange>(`/sites/${id}/changes`, { method: 'POST', json: wanted })
export const changePhotoAddress = (changeId: number, sha256: string, size: 'full' | 'thumb') =>
  address(`/site-changes/${changeId}/photos/${sha256}`, { size })
export const fetchSiteChanges = (cursor?: string) =>
  fetched<Page<SiteChange>>('/site-changes', { query: { pending: 1, cursor } })
export const decideSiteChange = (id: number, verdict: 'approved' | 'refused', note: string) =>
  fetched<SiteChange>(`/site-changes/${id}/decision`, { method: 'POST', json: { verdict, note } })
