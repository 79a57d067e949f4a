/** A drawing of villages on a plane: metres east and north of its middle, north up. */
import { lonMetres, type Point, type Village } from './place'

const METRES_PER_DEGREE = 111_195
const MARGIN = 1.04

export interface View {
  /** The middle of the drawing. */
  lon: number
  lat: number
  /** Metres across and up. */
  width: number
  height: number
}

const bounds = (villages: readonly Village[]): [west: number, south: number, east: number, north: number] => {
  const points = villages.flatMap(({ rings }) => rings.flat())
  const [lons, lats] = [points.map(([lon]) => lon), points.map(([, lat]) => lat)]
  return [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)]
}

/** What shows them all, at least as tall as half its width. */
export function viewOf(villages: readonly Village[]): View {
  const [west, south, east, north] = bounds(villages)
  const lat = (south + north) / 2
  const width = (east - west) * lonMetres(lat) * MARGIN
  return {
    lon: (west + east) / 2,
    lat,
    width,
    height: Math.max((north - south) * METRES_PER_DEGREE * MARGIN, width / 2),
  }
}

/** The same drawing, `times` as near, around a point. */
export function zoomed(view: View, times: number, [lon, lat]: Point): View {
  return { lon, lat, width: view.width / times, height: view.height / times }
}

export function project(view: View, [lon, lat]: Point): [x: number, y: number] {
  return [(lon - view.lon) * lonMetres(view.lat), (view.lat - lat) * METRES_PER_DEGREE]
}

export function unproject(view: View, [x, y]: [number, number]): Point {
  return [view.lon + x / lonMetres(view.lat), view.lat - y / METRES_PER_DEGREE]
}

export const boxOf = ({ width, height }: View): string =>
  [-width / 2, -height / 2, width, height].map((v) => v.toFixed(0)).join(' ')

export function pathOf(view: View, village: Village): string {
  const corner = (point: Point) =>
    project(view, point)
      .map((v) => v.toFixed(0))
      .join(' ')
  return village.rings.map((ring) => `M${ring.map(corner).join('L')}Z`).join('')
}

/** The middle of an area: what a piece of card of that shape would balance on. */
function middleOf(corners: readonly [number, number][]): [x: number, y: number] {
  let [area, x, y] = [0, 0, 0]
  corners.forEach(([ax, ay], i) => {
    const [bx, by] = corners[(i + 1) % corners.length]!
    const cross = ax * by - bx * ay
    area += cross
    x += (ax + bx) * cross
    y += (ay + by) * cross
  })
  return area === 0 ? (corners[0] ?? [0, 0]) : [x / (3 * area), y / (3 * area)]
}

export interface Label {
  id: string
  name: string
  x: number
  y: number
}

/** Names where there is room for them: none over another, larger villages first. `letter`: its side in metres. */
export function labelsOf(
  view: View,
  villages: readonly Village[],
  names: ReadonlyMap<string, string>,
  letter: number,
): Label[] {
  const placed: (Label & { half: number })[] = []
  const outer = (village: Village) => (village.rings[0] ?? []).map((point) => project(view, point))
  const width = (village: Village) =>
    Math.max(...outer(village).map(([x]) => x)) - Math.min(...outer(village).map(([x]) => x))
  for (const village of [...villages].sort((a, b) => width(b) - width(a))) {
    const [name, [x, y]] = [names.get(village.id) ?? '', middleOf(outer(village))]
    const half = (name.length * letter) / 2
    const isFree = placed.every(
      (other) => Math.abs(other.y - y) > letter * 1.1 || Math.abs(other.x - x) > other.half + half,
    )
    const isWhole = Math.abs(x) + half < view.width / 2 && Math.abs(y) + letter < view.height / 2
    if (isFree && isWhole && 2 * half < 1.4 * width(village)) placed.push({ id: village.id, name, x, y, half })
  }
  return placed
}
