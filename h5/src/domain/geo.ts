/**
 * Geometry near a point: the same arithmetic, line by line, as `backend/geo/measure.py`.
 *
 * A point is (longitude, latitude) in degrees WGS-84. Distances are metres in the plane that
 * touches the ellipsoid at the point measured from, scaled by its two radii of curvature there.
 */
import type { Geometry, Position } from '@/api/types'

export type Point = readonly [lon: number, lat: number]
type PlanePoint = [east: number, north: number]

/** Of latitude, on the mean sphere: near enough for drawings and orders. */
export const METRES_PER_DEGREE = 111_195
const WGS84_RADIUS_M = 6378137.0
const WGS84_ECCENTRICITY_SQ = 0.00669437999014132
/** What rounding leaves of nothing: nearer than this is on the border. */
const BORDER_M = 1e-6

/** Metres to a GeoJSON geometry; 0 inside and on the border; Infinity without a position. */
export function distanceM(point: Point, geometry: Geometry): number {
  return Math.min(Infinity, ...polygons(geometry).map((rings) => toPolygon(point, rings)))
}

function polygons(geometry: Geometry): Position[][][] {
  switch (geometry.type) {
    case 'Point':
      return [[[geometry.coordinates]]]
    case 'Polygon':
      return [geometry.coordinates]
    case 'MultiPolygon':
      return geometry.coordinates
  }
}

function toPolygon(point: Point, rings: Position[][]): number {
  const planes = rings.map((ring) => plane(point, ring))
  const nearest = Math.min(Infinity, ...planes.map(toEdges))
  if (nearest < BORDER_M) return 0
  const inside = planes.map(surrounds)
  return inside[0] && !inside.slice(1).some(Boolean) ? 0 : nearest
}

/** Each vertex takes the turn of the globe nearest to the vertex before it. */
function plane(point: Point, ring: Position[]): PlanePoint[] {
  const latitude = (point[1] * Math.PI) / 180
  const w = Math.sqrt(1 - WGS84_ECCENTRICITY_SQ * Math.sin(latitude) * Math.sin(latitude))
  const primeVertical = WGS84_RADIUS_M / w
  const meridian = (WGS84_RADIUS_M * (1 - WGS84_ECCENTRICITY_SQ)) / (w * w * w)
  const eastM = (primeVertical * Math.cos(latitude) * Math.PI) / 180
  const northM = (meridian * Math.PI) / 180
  let before = 0
  return ring.map((position) => {
    let turn = position[0] - point[0]
    turn -= 360 * Math.floor((turn - before + 180) / 360)
    before = turn
    return [turn * eastM, (position[1] - point[1]) * northM]
  })
}

/** Every edge of a ring as its two ends; the last vertex leads back to the first. */
function edges(ring: PlanePoint[]): [PlanePoint, PlanePoint][] {
  return ring.map((b, i) => [ring[i === 0 ? ring.length - 1 : i - 1]!, b])
}

function toEdges(ring: PlanePoint[]): number {
  let nearestSq = Infinity
  for (const [[ax, ay], [bx, by]] of edges(ring)) {
    const dx = bx - ax
    const dy = by - ay
    const lengthSq = dx * dx + dy * dy
    let along = lengthSq === 0 ? 0 : -(ax * dx + ay * dy) / lengthSq
    along = Math.min(1, Math.max(0, along))
    const x = ax + along * dx
    const y = ay + along * dy
    nearestSq = Math.min(nearestSq, x * x + y * y)
  }
  return Math.sqrt(nearestSq)
}

function surrounds(ring: PlanePoint[]): boolean {
  let odd = false
  for (const [[ax, ay], [bx, by]] of edges(ring)) {
    if (ay > 0 !== by > 0 && ax * by - bx * ay > 0 === by > ay) odd = !odd
  }
  return odd
}
