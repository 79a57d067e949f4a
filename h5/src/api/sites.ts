import { fetched } from './http'
import type { Page, Site, SiteChange, SiteDetail, SiteDraft, SitePatch } from './types'

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
export const requestSiteChange = (id: number, change: SiteChange['change'], reason: string) =>
  fetched<SiteChange>(`/sites/${id}/changes`, { method: 'POST', json: { change, reason } })
export const fetchSiteChanges = (cursor?: string) =>
  fetched<Page<SiteChange>>('/site-changes', { query: { pending: 1, cursor } })
export const decideSiteChange = (id: number, verdict: 'approved' | 'refused', note: string) =>
  fetched<SiteChange>(`/site-changes/${id}/decision`, { method: 'POST', json: { verdict, note } })
