import { request } from './http'
import type { components } from './schema'
import type { Geometry } from './types'

type Schemas = components['schemas']
export type Ranking = Schemas['Ranking']
export type RankedArea = Schemas['RankedArea']
export type RankingLevel = Ranking['level']
export type Measure = keyof RankedArea['ranks']

interface Period {
  level?: RankingLevel
  windows?: number
}

export const fetchRanking = (query: Period & { area?: number }) => request('get', '/rankings', { query })
export const fetchOwnRanking = (query: Period) => request('get', '/rankings/own', { query })

export type Step = Schemas['Step']
export type StepDetail = Schemas['StepDetail']
export type StepMove = Schemas['StepMove']
export type StepMoveDraft = Required<Schemas['StepMoveDraft']>
export type StepFilter = Step['status'] | 'open'

export const fetchSteps = (query: { status?: StepFilter; cursor?: string }) => request('get', '/steps', { query })
export const fetchStep = (id: number) => request('get', '/steps/{step_id}', { path: { step_id: id } })
export const moveStep = (id: number, draft: StepMoveDraft) =>
  request('post', '/steps/{step_id}/moves', { path: { step_id: id }, json: draft })

export type CrossCheck = Schemas['CrossCheck']
export type CrossCheckDetail = Schemas['CrossCheckDetail']
export type CheckedSite = Schemas['CheckedSite']
export type CrossCheckDraft = Schemas['CrossCheckDraft']
export type DueSite = Omit<Schemas['DueSite'], 'geometry'> & { geometry: Geometry }
export interface DueChecks {
  now: string
  items: { site: DueSite; done: boolean; ends_at: string }[]
}

export const fetchCrossChecks = (cursor?: string) => request('get', '/cross-checks', { query: { cursor } })
export const fetchCrossCheck = (id: number) => request('get', '/cross-checks/{check_id}', { path: { check_id: id } })
export const drawCrossCheck = (draft: CrossCheckDraft) => request('post', '/cross-checks', { json: draft })
export const stopCrossCheck = (id: number) =>
  request('post', '/cross-checks/{check_id}/stop', { path: { check_id: id } })
export const fetchDueChecks = () => request('get', '/cross-checks/due') as Promise<DueChecks>
