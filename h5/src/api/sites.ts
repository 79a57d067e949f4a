import { fetched } from './http'
import type { Checkin, Geometry, Page, Site, SiteChange, SiteDetail } from './types'

export interface SiteFilter {
  area?: number
  kind?: string
  status?: string
  q?: string
  cursor?: string
  limit?: number
}

export interface SitePatch {
  name: string
  trade: string | null
  risk: number
  address: string
  contact_name: string
  contact_phone: string
  geometry?: Geometry
}

export interface SiteDraft extends SitePatch {
  kind: string
  grid_id: number
  geometry: Geometry
}

export const fetchSites = (query: SiteFilter) => fetched<Page<Site>>('/sites', { query: { ...query } })
export const fetchSite = (id: number) => fetched<SiteDetail>(`/sites/${id}`)
export const fetchSiteVisits = (id: number) => fetched<Page<Checkin>>(`/sites/${id}/checkins`, { query: { limit: 10 } })
export const createSite = (draft: SiteDraft) => fetched<SiteDetail>('/sites', { method: 'POST', json: draft })
export const editSite = (id: number, version: number, draft: SitePatch) =>
  fetched<SiteDetail>(`/sites/${id}`, { method: 'PATCH', json: draft, headers: { 'If-Match': `"${version}"` } })
export const requestSiteChange = (id: number, change: SiteChange['change'], reason: string) =>
  fetched<SiteChange>(`/sites/${id}/changes`, { method: 'POST', json: { change, reason } })
export const fetchSiteChanges = (cursor?: string) =>
  fetched<Page<SiteChange>>('/site-changes', { query: { pending: 1, cursor } })
export const decideSiteChange = (id: number, verdict: 'approved' | 'refused', note: string) =>
  fetched<SiteChange>(`/site-changes/${id}/decision`, { method: 'POST', json: { verdict, note } })
