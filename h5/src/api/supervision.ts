import { fetched } from './http'
import type { components } from './schema'
import type { Page } from './types'

type Schemas = components['schemas']
export type Ranking = Schemas['Ranking']
export type RankedArea = Schemas['RankedArea']
export type RankingLevel = Ranking['level']
export type Measure = keyof RankedArea['ranks']

interface Period {
  level?: RankingLevel
  windows?: number
}

export const fetchRanking = (query: Period & { area?: number }) => fetched<Ranking>('/rankings', { query: { ...query } })
export const fetchOwnRanking = (query: Period) => fetched<Ranking>('/rankings/own', { query: { ...query } })

export type Step = Schemas['Step']
export type StepDetail = Schemas['StepDetail']
export type StepMove = Schemas['StepMove']
export type StepMoveDraft = Required<Schemas['StepMoveDraft']>
export type StepFilter = Step['status'] | 'open'

export const fetchSteps = (query: { status?: StepFilter; cursor?: string }) => fetched<Page<Step>>('/steps', { query: { ...query } })
export const fetchStep = (id: number) => fetched<StepDetail>(`/steps/${id}`)
export const moveStep = (id: number, draft: StepMoveDraft) => fetched<StepDetail>(`/steps/${id}/moves`, { method: 'POST', json: draft })
