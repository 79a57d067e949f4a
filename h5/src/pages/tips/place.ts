/** How much of the map is drawn around a place that somebody told of. */
import type { Geometry, Position } from '@/api/types'
import { METRES_PER_DEGREE } from '@/domain/geo'

/** From the middle to the edge of the drawing, by how exact the place is. */
export const REACH_M: Record<string, number> = { exact: 900, '100m': 900, '1km': 1800, village: 2500 }

/** A square around a point that reaches so far each way. */
export function around([lon, lat]: [number, number], reachM: number): Geometry {
  const north = reachM / METRES_PER_DEGREE
  const east = north / Math.cos((lat * Math.PI) / 180)
  const corner = (x: number, y: number): Position => [lon + x * east, lat + y * north]
  return {
    type: 'Polygon',
    coordinates: [[corner(-1, -1), corner(1, -1), corner(1, 1), corner(-1, 1), corner(-1, -1)]],
  }
}
