import { request } from './http'
import { ifMatch } from './ifMatch'
import type { CheckpointDraft, CheckpointPatch } from './types'

// Every change names the version of the site that was seen, and answers with what the next window has.

export const fetchCheckpoints = (siteId: number) =>
  request('get', '/sites/{site_id}/checkpoints', { path: { site_id: siteId } })
export const addCheckpoint = (siteId: number, version: number, draft: CheckpointDraft) =>
  request('post', '/sites/{site_id}/checkpoints', { path: { site_id: siteId }, json: draft, headers: ifMatch(version) })
export const editCheckpoint = (siteId: number, version: number, id: number, patch: CheckpointPatch) =>
  request('patch', '/sites/{site_id}/checkpoints/{checkpoint_id}', {
    path: { site_id: siteId, checkpoint_id: id },
    json: patch,
    headers: ifMatch(version),
  })
export const endCheckpoint = (siteId: number, version: number, id: number) =>
  request('post', '/sites/{site_id}/checkpoints/{checkpoint_id}/end', {
    path: { site_id: siteId, checkpoint_id: id },
    headers: ifMatch(version),
  })
export const requireCheckpoints = (siteId: number, version: number, required: number) =>
  request('patch', '/sites/{site_id}/checkpoints', {
    path: { site_id: siteId },
    json: { required },
    headers: ifMatch(version),
  })
