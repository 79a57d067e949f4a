import { fetched } from './http'
import type { components } from './schema'
import type { Geometry, Page } from './types'

type Schemas = components['schemas']
export type Ranking = Schemas['Ranking']
export type RankedArea = Schemas['RankedArea']
export type RankingLevel = Ranking['level']
export type Measure = keyof RankedArea['ranks']

interface Period {
  level?: RankingLevel
  windows?: number
}

export const fetchRanking = (query: Period & { area?: number }) =>
  fetched<Ranking>('/rankings', { query: { ...query } })
export const fetchOwnRanking = (query: Period) => fetched<Ranking>('/rankings/own', { query: { ...query } })

export type Step = Schemas['Step']
export type StepDetail = Schemas['StepDetail']
export type StepMove = Schemas['StepMove']
export type StepMoveDraft = Required<Schemas['StepMoveDraft']>
export type StepFilter = Step['status'] | 'open'

export const fetchSteps = (query: { status?: StepFilter; cursor?: string }) =>
  fetched<Page<Step>>('/steps', { query: { ...query } })
export const fetchStep = (id: number) => fetched<StepDetail>(`/steps/${id}`)
export const moveStep = (id: number, draft: StepMoveDraft) =>
  fetched<StepDetail>(`/steps/${id}/moves`, { method: 'POST', json: draft })

export type CrossCheck = Schemas['CrossCheck']
export type CrossCheckDetail = Schemas['CrossCheckDetail']
export type CheckedSite = Schemas['CheckedSite']
export type CrossCheckDraft = Schemas['CrossCheckDraft']
export type DueSite = Omit<Schemas['DueSite'], 'geometry'> & { geometry: Geometry }
export interface DueChecks {
  now: string
  items: { site: DueSite; done: boolean; ends_at: string }[]
}

export const fetchCrossChecks = (cursor?: string) => fetched<Page<CrossCheck>>('/cross-checks', { query: { cursor } })
export const fetchCrossCheck = (id: number) => fetched<CrossCheckDetail>(`/cross-checks/${id}`)
export const drawCrossCheck = (draft: CrossCheckDraft) =>
  fetched<CrossCheckDetail>('/cross-checks', { method: 'POST', json: draft })
export const stopCrossCheck = (id: number) => fetched<CrossCheckDetail>(`/cross-checks/${id}/stop`, { method: 'POST' })
export const fetchDueChecks = () => fetched<DueChecks>('/cross-checks/due')
