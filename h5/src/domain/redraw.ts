/** Reads the file with which grids are drawn anew. */
import type { RedrawDraft } from '@/api/types'

export type RedrawFeature = RedrawDraft['features'][number]
type Loose = { type?: unknown; features?: unknown; geometry?: unknown; properties?: { code?: unknown } | null }

const isObject = (value: unknown): value is Loose => typeof value === 'object' && value !== null
const isShape = (value: unknown): value is RedrawFeature['geometry'] =>
  isObject(value) && (value.type === 'Polygon' || value.type === 'MultiPolygon')

function feature(value: unknown, code: string | null): RedrawFeature | null {
  if (!isObject(value)) return null
  const geometry = value.type === 'Feature' ? value.geometry : value
  const named = value.type === 'Feature' && typeof value.properties?.code === 'string' ? value.properties.code : code
  return isShape(geometry) && named ? { code: named, geometry } : null
}

/**
 * The grids of a GeoJSON file by their `code`; a single shape without one is that of the grid
 * with the code given. Null when it is no such file.
 */
export function redrawFeatures(text: string, code: string | null): RedrawFeature[] | null {
  let document: unknown
  try {
    document = JSON.parse(text)
  } catch {
    return null
  }
  if (!isObject(document)) return null
  const all = document.type === 'FeatureCollection' && Array.isArray(document.features) ? document.features : [document]
  const found = all.map((each) => feature(each, all.length === 1 ? code : null))
  return found.length && found.every((each) => each !== null) ? found : null
}
