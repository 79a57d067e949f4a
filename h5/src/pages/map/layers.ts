/** What lies on the field map, from plain values to Leaflet's layers. None of it takes taps. */
import {
  circle,
  circleMarker,
  divIcon,
  geoJSON,
  layerGroup,
  marker,
  polyline,
  tileLayer,
  type Layer,
  type LatLngTuple,
} from 'leaflet'
import { tileUrl } from '@/api/tiles'
import type { Geometry } from '@/api/types'
import type { Tone } from '@/domain/labels'
import type { Fix } from '@/domain/place'
import { drawShape } from './shapes'

export interface Spot {
  lon: number
  lat: number
}

export interface Mark extends Spot {
  id: number
  shape: string
  tone: Tone
  /** Its number on the route, or null. */
  n: number | null
  geometry: Geometry
}

/** What is drawn as one: a site, or several that lie close together. `number`: of its stop, where there is room. */
export interface Pin {
  marks: Mark[]
  number: number | null
  isLeft: boolean
}

export interface CheckpointSpot extends Spot {
  site: number
  isReached: boolean
}

const ICON_PX = 44
const QUIET = { interactive: false }
const at = ({ lon, lat }: Spot): LatLngTuple => [lat, lon]

/** Below everything else, however late it comes. */
export const GROUND = 'ground'

const drawn = (geometry: Geometry, className: string, pane = 'overlayPane'): Layer =>
  geoJSON(geometry as never, { ...QUIET, pane, style: { className } })

export interface Area {
  name: string
  geometry: Geometry
}

export interface Name extends Spot {
  text: string
}

export const areaLayer = (areas: Area[]): Layer =>
  layerGroup(areas.map(({ geometry }) => drawn(geometry, 'fm-grid', GROUND)))

/** Made of elements and never of markup: names come from people, and the page lets no text become markup. */
function badge(spot: Spot, className: string, parts: Element[], size: number, zIndexOffset = 0): Layer {
  const html = document.createElement('span')
  html.className = 'fm-parts'
  html.append(...parts)
  const icon = divIcon({ className, html, iconSize: [size, size] })
  return marker(at(spot), { ...QUIET, icon, keyboard: false, zIndexOffset })
}

function textOf(tag: 'b' | 'span', text: string): HTMLElement {
  const made = document.createElement(tag)
  made.textContent = text
  return made
}

export function nameLayer(names: Name[]): Layer {
  return layerGroup(names.map((name) => badge(name, 'fm-name', [textOf('span', name.text)], 0, -1000)))
}

/** A cluster has the colour of what in it is most pressing. */
const PRESSING: Tone[] = ['missed', 'open', 'attempted', 'exempt', 'covered']

function drawPin({ marks, number, isLeft }: Pin, chosen: number | null): Layer {
  const [first] = marks
  const isChosen = marks.some(({ id }) => id === chosen)
  const chosenClass = isChosen ? ' chosen' : ''
  const above = isChosen ? 2000 : 0
  if (marks.length > 1) {
    const tone = PRESSING.find((one) => marks.some((mark) => mark.tone === one))!
    const count = textOf('span', String(marks.length))
    return badge(first!, `fm-cluster fm-${tone}${chosenClass}`, [count], ICON_PX, above + 1000)
  }
  const { shape, tone, n } = first!
  const label = number === null ? [] : [textOf('b', String(number))]
  const className = `fm-mark fm-${tone}${n === null ? ' quiet' : ''}${isLeft ? ' left' : ''}${chosenClass}`
  return badge(first!, className, [drawShape(shape), ...label], ICON_PX, n === null ? above : above + 1000)
}

export function markLayer(pins: Pin[], chosen: number | null): Layer {
  const areas = pins.flatMap(({ marks }) => marks).filter((mark) => mark.geometry.type !== 'Point')
  return layerGroup([
    ...areas.map((mark) => drawn(mark.geometry, `fm-area fm-${mark.tone}`, GROUND)),
    ...pins.map((pin) => drawPin(pin, chosen)),
  ])
}

export const routeLayer = (way: Spot[]): Layer => polyline(way.map(at), { ...QUIET, className: 'fm-route' })

export const checkpointLayer = (checkpoints: CheckpointSpot[]): Layer =>
  layerGroup(
    checkpoints.map((checkpoint) =>
      badge(
        checkpoint,
        `fm-checkpoint${checkpoint.isReached ? ' reached' : ''}`,
        [drawShape(checkpoint.isReached ? '●' : '◇')],
        16,
      ),
    ),
  )

export function meLayer(fix: Fix | null): Layer {
  if (!fix) return layerGroup()
  return layerGroup([
    circle(at(fix), { ...QUIET, radius: fix.accuracy ?? 100, className: 'fm-accuracy' }),
    circleMarker(at(fix), { ...QUIET, radius: 17, className: 'fm-me' }),
  ])
}

export const tilesLayer = (names: string[]): Layer =>
  layerGroup(names.map((name) => tileLayer(tileUrl(name), { maxNativeZoom: 18, maxZoom: 19 })))
