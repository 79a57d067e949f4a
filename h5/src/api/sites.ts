import { address, request } from './http'
import { ifMatch } from './ifMatch'
import type { SiteChangeDraft, SiteDetail, SiteDraft, SitePatch, SiteStatus } from './types'

export interface SiteFilter {
  area?: number
  kind?: string
  status?: SiteStatus | undefined
  q?: string
  cursor?: string
  limit?: number
}

export const fetchSites = (query: SiteFilter) => request('get', '/sites', { query })
export const fetchSite = (id: number) =>
  request('get', '/sites/{site_id}', { path: { site_id: id } }) as Promise<SiteDetail>
export const createSite = (draft: SiteDraft) => request('post', '/sites', { json: draft }) as Promise<SiteDetail>
export const editSite = (id: number, version: number, draft: SitePatch) =>
  request('patch', '/sites/{site_id}', {
    path: { site_id: id },
    json: draft,
    headers: ifMatch(version),
  }) as Promise<SiteDetail>
export const requestSiteChange = (id: number, wanted: SiteChangeDraft) =>
  request('post', '/sites/{site_id}/changes', { path: { site_id: id }, json: wanted })
export const changePhotoAddress = (changeId: number, sha256: string, size: 'full' | 'thumb') =>
  address('/site-changes/{change_id}/photos/{sha256}', { path: { change_id: changeId, sha256 }, query: { size } })
export const fetchSiteChanges = (cursor?: string) =>
  request('get', '/site-changes', { query: { pending: true, cursor } })
export const decideSiteChange = (id: number, verdict: 'approved' | 'refused', note: string) =>
  request('post', '/site-changes/{change_id}/decision', { path: { change_id: id }, json: { verdict, note } })
