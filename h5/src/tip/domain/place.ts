/**
 * Where something was, told no finer than the citizen wants. Rounding happens before encryption:
 *
 *   exact      six decimals
 *   100m, 1km  the middle of a fixed square of that side: two taps nearby tell the same
 *   village    no position at all
 */
import type { Place, PlaceMode } from './contents'

/** Longitude and latitude, WGS-84. */
export type Point = readonly [lon: number, lat: number]
export type Ring = readonly Point[]

export interface Village {
  id: string
  rings: readonly Ring[]
}

export interface Outlines {
  villages: readonly Village[]
  /** Each around all of its villages. */
  towns: readonly Village[]
}

/** What was chosen: a village from the list, or a point on the map and the village it lies in. */
export interface Spot {
  point?: Point
  village?: string
}

const METRES_PER_DEGREE = 111_195
const SIDE_M: Partial<Record<PlaceMode, number>> = { '100m': 100, '1km': 1000 }

const rounded = (value: number, step: number): number => Number(((Math.floor(value / step) + 0.5) * step).toFixed(6))

/** Metres of one degree of longitude there. */
export const lonMetres = (lat: number): number => METRES_PER_DEGREE * Math.cos((lat * Math.PI) / 180)

/** The square's middle. Its sides follow the rounded latitude, so that a whole row has the same squares. */
export function coarsen([lon, lat]: Point, mode: PlaceMode): Point | null {
  if (mode === 'exact') return [Number(lon.toFixed(6)), Number(lat.toFixed(6))]
  const side = SIDE_M[mode]
  if (!side) return null
  const middle = rounded(lat, side / METRES_PER_DEGREE)
  return [rounded(lon, side / lonMetres(middle)), middle]
}

export const radiusM = (mode: PlaceMode): number => (SIDE_M[mode] ?? 0) / 2

/** Without a spot only words are left, and they may be none; without a point only its village. */
export function placeOf(wish: PlaceMode, spot: Spot | null, words: string): Place {
  const told = words.trim()
  if (wish === 'words' || !spot) return { mode: 'words', words: told }
  const mode = spot.point ? wish : 'village'
  const point = spot.point && coarsen(spot.point, mode)
  return {
    mode,
    ...(point && { lon: point[0], lat: point[1] }),
    ...(spot.village && { village: spot.village }),
    ...(told && { words: told }),
  }
}

function isInside([lon, lat]: Point, ring: Ring): boolean {
  let inside = false
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [[ax, ay], [bx, by]] = [ring[i]!, ring[j]!]
    if (ay > lat !== by > lat && lon < ((bx - ax) * (lat - ay)) / (by - ay) + ax) inside = !inside
  }
  return inside
}

export function villageAt(point: Point, villages: readonly Village[]): string | null {
  // A ring inside another is a hole: inside two of them is outside again.
  const holds = (village: Village) => village.rings.filter((ring) => isInside(point, ring)).length % 2 === 1
  return villages.find(holds)?.id ?? null
}
