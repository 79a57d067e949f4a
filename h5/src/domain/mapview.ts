/** Puts WGS-84 polygons on a flat drawing. Good for a county: equal scale both ways at its middle. */
import type { Geometry, Position } from '@/api/types'
import { METRES_PER_DEGREE } from './geo'

export interface Frame {
  width: number
  height: number
  pixelsPerMetre: number
  project: (lon: number, lat: number) => [number, number]
  /** The place that a spot of the drawing shows. */
  unproject: (x: number, y: number) => [lon: number, lat: number]
}

type Projection = Pick<Frame, 'project'>
type Box = [west: number, south: number, east: number, north: number]

export function rings(geometry: Geometry): Position[][] {
  if (geometry.type === 'Polygon') return geometry.coordinates
  if (geometry.type === 'MultiPolygon') return geometry.coordinates.flat()
  return []
}

function bounds(geometries: Geometry[]): Box | null {
  const points = geometries.flatMap(rings).flat()
  if (points.length === 0) return null
  const box: Box = [Infinity, Infinity, -Infinity, -Infinity]
  for (const [lon, lat] of points) {
    box[0] = Math.min(box[0], lon)
    box[1] = Math.min(box[1], lat)
    box[2] = Math.max(box[2], lon)
    box[3] = Math.max(box[3], lat)
  }
  return box
}

/** A frame at most `width` by `height` that holds all shapes, with `pad` free at each edge. */
export function frame(geometries: Geometry[], width: number, height: number, pad: number): Frame | null {
  const box = bounds(geometries)
  if (!box) return null
  const squeeze = Math.cos((((box[1] + box[3]) / 2) * Math.PI) / 180)
  const wide = Math.max((box[2] - box[0]) * squeeze, 1e-9)
  const tall = Math.max(box[3] - box[1], 1e-9)
  const scale = Math.min((width - 2 * pad) / wide, (height - 2 * pad) / tall)
  const left = (width - wide * scale) / 2
  const top = (height - tall * scale) / 2
  return {
    width,
    height,
    pixelsPerMetre: scale / METRES_PER_DEGREE,
    project: (lon, lat) => [left + (lon - box[0]) * squeeze * scale, top + (box[3] - lat) * scale],
    unproject: (x, y) => [box[0] + (x - left) / (squeeze * scale), box[3] - (y - top) / scale],
  }
}

export function path(geometry: Geometry, frame: Projection): string {
  return rings(geometry)
    .map(
      (ring) =>
        `M${ring
          .map(([lon, lat]) =>
            frame
              .project(lon, lat)
              .map((v) => v.toFixed(1))
              .join(' '),
          )
          .join('L')}Z`,
    )
    .join('')
}

interface Spot {
  x: number
  y: number
  width: number
  area: number
}

/** Middle, width and size of a ring on the drawing (areas by the shoelace formula). */
function spot(ring: Position[], frame: Projection): Spot {
  const points = ring.map(([lon, lat]) => frame.project(lon, lat))
  const xs = points.map((p) => p[0])
  const ys = points.map((p) => p[1])
  const twice = points.reduce((sum, [x, y], i) => {
    const [nextX, nextY] = points[(i + 1) % points.length]!
    return sum + x * nextY - nextX * y
  }, 0)
  const [west, east] = [Math.min(...xs), Math.max(...xs)]
  return {
    x: (west + east) / 2,
    y: (Math.min(...ys) + Math.max(...ys)) / 2,
    width: east - west,
    area: Math.abs(twice) / 2,
  }
}

/** A name in the middle of its shapes, or null where it would run over their edge. */
export function groupLabel(
  geometries: Geometry[],
  frame: Projection,
  text: string,
  size: number,
): { x: number; y: number; text: string } | null {
  const spots = geometries.flatMap(rings).map((ring) => spot(ring, frame))
  const whole = spots.reduce((sum, s) => sum + s.area, 0)
  if (whole === 0) return null
  const x = spots.reduce((sum, s) => sum + s.x * s.area, 0) / whole
  const y = spots.reduce((sum, s) => sum + s.y * s.area, 0) / whole
  // The room is taken for a square of the shapes' size: nearer the truth than their box.
  return text.length * size <= Math.sqrt(whole) * 0.95 ? { x, y, text } : null
}

/** The spot nearest to a place on the drawing, if any lies within reach. */
export function nearestSpot<T extends { x: number; y: number }>(
  spots: readonly T[],
  at: { x: number; y: number },
  withinPx: number,
): T | null {
  let [best, least] = [null as T | null, withinPx]
  for (const spot of spots) {
    const away = Math.hypot(spot.x - at.x, spot.y - at.y)
    if (away <= least) [best, least] = [spot, away]
  }
  return best
}

/** Those of the spots, earlier ones first, that keep so far from each other that what stands beside them can be read. */
export function spread<T extends { x: number; y: number }>(spots: readonly T[], apartPx: number): T[] {
  const held: T[] = []
  for (const spot of spots) if (!nearestSpot(held, spot, apartPx)) held.push(spot)
  return held
}
