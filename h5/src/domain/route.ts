/**
 * A suggested way through the sites that are left. Pure and deterministic: the work is bounded by
 * counting moves, not by a clock, so that every phone suggests the same way.
 *
 * What is optimised, in this order:
 *
 * 1. Length: straight-line metres from the start through every site, without the way back.
 *    Nearest neighbour first, then 2-opt (turn a piece around) and or-opt (put up to three
 *    neighbours elsewhere) until neither shortens it or the work is used up.
 * 2. Waiting of overdue sites: the metres walked before each of them, added up. Turning the end of
 *    the way around, and putting an overdue site earlier, are taken when that sum falls and the
 *    whole stays within `DETOUR` of the length found, and never longer than nearest neighbour
 *    (`sooner.ts`).
 *
 * Straight lines know no rivers: the order is a suggestion, the metres a lower bound.
 */
import { METRES_PER_DEGREE } from './geo'
import type { Point } from './geo'
import { overdueSooner } from './sooner'
import { improve, lengthOf, type Metres } from './tour'

export interface Stop {
  id: number
  lon: number
  lat: number
  isOverdue: boolean
}

export interface Leg {
  id: number
  /** Straight-line metres from the stop before, or from the start. */
  metres: number
}

export interface Route {
  legs: Leg[]
  metres: number
}

/** How much longer the way may become for the sake of overdue sites. */
const DETOUR = 1.03

/** Without a position the way starts at the first of the stops. */
export function suggested(stops: readonly Stop[], from: Point | null): Route {
  const first = stops[0]
  if (!first) return { legs: [], metres: 0 }
  const start: Point = from ?? [first.lon, first.lat]
  const metres = measured([start, ...stops.map(({ lon, lat }): Point => [lon, lat])])
  const greedy = nearestNeighbour(stops.length + 1, metres)
  const short = improve(greedy, metres)
  const longest = Math.min(lengthOf(greedy, metres), lengthOf(short, metres) * DETOUR)
  const path = overdueSooner(short, metres, (at) => stops[at - 1]!.isOverdue, longest)
  const legs = path.slice(1).map((at, i) => ({ id: stops[at - 1]!.id, metres: metres(path[i]!, at) }))
  return { legs, metres: legs.reduce((sum, leg) => sum + leg.metres, 0) }
}

/** All distances at once, in the plane that touches the globe at the first point. */
function measured(points: Point[]): Metres {
  const n = points.length
  const squeeze = Math.cos((points[0]![1] * Math.PI) / 180)
  const table = new Float64Array(n * n)
  points.forEach(([lon, lat], i) => {
    for (let j = 0; j < i; j++) {
      const east = (lon - points[j]![0]) * squeeze
      const north = lat - points[j]![1]
      table[i * n + j] = table[j * n + i] = Math.sqrt(east * east + north * north) * METRES_PER_DEGREE
    }
  })
  return (i, j) => table[i * n + j]!
}

/** From the start, always to the nearest that is left; of equals to the one named first. */
export function nearestNeighbour(n: number, metres: Metres): number[] {
  const left = Array.from({ length: n - 1 }, (_, i) => i + 1)
  const path = [0]
  while (left.length) {
    const at = path[path.length - 1]!
    let best = 0
    for (let i = 1; i < left.length; i++) if (metres(at, left[i]!) < metres(at, left[best]!)) best = i
    path.push(left.splice(best, 1)[0]!)
  }
  return path
}
