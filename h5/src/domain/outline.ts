/** The outer edge of several polygons that share their borders. */
import type { Geometry, Position } from '@/api/types'
import { rings, type Frame } from './mapview'

type Edge = [Position, Position]

function keyOf([a, b]: Edge): string {
  const [p, q] = [`${a[0]},${a[1]}`, `${b[0]},${b[1]}`]
  return p < q ? `${p} ${q}` : `${q} ${p}`
}

/** Edges that belong to one polygon alone, as a path on the drawing. */
export function outline(geometries: Geometry[], frame: Frame): string {
  const single = new Map<string, Edge>()
  for (const ring of geometries.flatMap(rings)) {
    for (let i = 1; i < ring.length; i++) {
      const edge: Edge = [ring[i - 1]!, ring[i]!]
      const key = keyOf(edge)
      if (!single.delete(key)) single.set(key, edge)
    }
  }
  const at = ([lon, lat]: Position) =>
    frame
      .project(lon, lat)
      .map((v) => v.toFixed(1))
      .join(' ')
  return [...single.values()].map(([a, b]) => `M${at(a)}L${at(b)}`).join('')
}
