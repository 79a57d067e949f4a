import { fetched } from './http'
import type { components } from './schema'

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
