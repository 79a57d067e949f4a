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

export interface CheckpointSpot extends Spot {
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

/** `told`: the numbers that stand beside their marks; with all of them a village would be a knot. */
export function markLayer(marks: Mark[], chosen: number | null, told: ReadonlySet<number>): Layer {
  const areas = marks.filter((mark) => mark.geometry.type !== 'Point')
  return layerGroup([
    ...areas.map((mark) => drawn(mark.geometry, `fm-area fm-${mark.tone}`, GROUND)),
    ...marks.map((mark) => {
      const isChosen = mark.id === chosen
      const className = `fm-mark fm-${mark.tone}${mark.n === null ? ' quiet' : ''}${isChosen ? ' chosen' : ''}`
      return badge(
        mark,
        className,
        [drawShape(mark.shape), ...(told.has(mark.id) ? [textOf('b', String(mark.n))] : [])],
        ICON_PX,
        isChosen ? 2000 : mark.n === null ? 0 : 1000,
      )
    }),
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
