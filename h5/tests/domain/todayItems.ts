/** Items of a day for its tests, and the day that they make at ten in the morning in Shanghai. */

import type { Geometry, TodayItem } from '@/api/types'
import { orderRows, type OwnState, type Row } from '@/domain/today'
import type { PlaceVerdict } from '@/domain/place'
import type { Chance } from '../seeded'

export const NOW = '2026-11-23T02:00:00Z' // ten in the morning in Shanghai
export const TONIGHT = '2026-11-23T16:00:00Z'
export const TOMORROW = '2026-11-24T16:00:00Z'
export const STATES: TodayItem['state'][] = ['open', 'missed', 'attempted', 'covered', 'exempt', 'not_required']
export const POINT: Geometry = { type: 'Point', coordinates: [117.37, 25.94] }
export const AREA: Geometry = {
  type: 'Polygon',
  coordinates: [
    [
      [117, 25],
      [118, 25],
      [118, 26],
      [117, 26],
      [117, 25],
    ],
  ],
}

export interface Told {
  id: number
  away?: number | null
  place?: PlaceVerdict['place']
  state?: TodayItem['state']
  missed_last?: boolean
  attempted_last?: boolean
  follow_up?: boolean
  awaits_review?: boolean
  due_at?: string | null
  risk?: number
  name?: string
  geometry?: Geometry
}

const AWAY = new WeakMap<TodayItem, PlaceVerdict>()

export function item({
  id,
  away = 500,
  place = 'far',
  state = 'open',
  missed_last = false,
  attempted_last = false,
  follow_up = false,
  awaits_review = false,
  due_at = TOMORROW,
  risk = 1,
  name = 'x',
  geometry = POINT,
}: Told): TodayItem {
  const site = { id, name, risk, geometry, lon: 117.37, lat: 25.94 }
  const told = { site, state, missed_last, attempted_last, follow_up, awaits_review, due_at }
  const made = { ...told, last_visit: null, gap_from: null, window: 1 } as unknown as TodayItem
  AWAY.set(made, { place: away === null ? 'no_fix' : place, distanceM: away })
  return made
}

const where = (of: TodayItem): PlaceVerdict => AWAY.get(of)!
export const day = (items: TodayItem[], own?: Map<number, OwnState>) => orderRows(items, where, NOW, own)
export const ids = (rows: Row[]): number[] => rows.map((row) => row.item.site.id)

export function some(chance: Chance, n: number): TodayItem[] {
  return Array.from({ length: n }, (_, i) => {
    const away = chance.below(5) ? chance.below(4) * 100 : null
    const place = away === null ? 'no_fix' : chance.one(['far', 'far', 'near', 'on_site'] as const)
    const state = chance.one(STATES)
    return item({
      ...{
        id: i + 1,
        away,
        place,
        state,
        risk: 1 + chance.below(3),
        name: chance.one(['a', 'b']),
        missed_last: chance.below(3) === 0,
      },
      ...{
        due_at: state === 'not_required' ? null : chance.one([TONIGHT, TOMORROW]),
        geometry: chance.one([POINT, AREA]),
      },
    })
  })
}
