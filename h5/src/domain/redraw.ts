/** Reads the text of a file with which grids are drawn anew. `File.text` has taken a BOM away already. */
import type { RedrawDraft } from '@/api/types'

export type RedrawFeature = RedrawDraft['features'][number]
type Loose = {
  type?: unknown
  crs?: unknown
  features?: unknown
  geometry?: unknown
  properties?: { code?: unknown; name?: unknown } | null
}

const isObject = (value: unknown): value is Loose => typeof value === 'object' && value !== null
const isShape = (value: unknown): value is RedrawFeature['geometry'] =>
  isObject(value) && (value.type === 'Polygon' || value.type === 'MultiPolygon')

/** `crs` is the system that the file names, if it does: the server tells whether it can be read. */
export type Drawn = Pick<RedrawDraft, 'features' | 'crs'>

/** Which feature of a file cannot be used, counted from one, and what it calls itself. */
export interface Unusable {
  n: number
  name: string
}

const codeOf = (value: unknown): string | null =>
  typeof value === 'string' || typeof value === 'number' ? String(value).trim() || null : null

function feature(value: unknown, code: string | null): RedrawFeature | null {
  if (!isObject(value)) return null
  const geometry = value.type === 'Feature' ? value.geometry : value
  const named = (value.type === 'Feature' ? codeOf(value.properties?.code) : null) ?? code
  return isShape(geometry) && named ? { code: named, geometry } : null
}

function nameOf(value: unknown): string {
  const properties = isObject(value) ? value.properties : null
  return codeOf(properties?.name) ?? codeOf(properties?.code) ?? ''
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/**
 * The grids of a GeoJSON file by their `code`; a single shape without one is that of the grid
 * with the code given. Else the first feature that cannot be used; null when it is no such file.
 */
export function redrawFeatures(text: string, code: string | null): Drawn | Unusable | null {
  const document = parsed(text)
  if (!isObject(document)) return null
  const all = document.type === 'FeatureCollection' && Array.isArray(document.features) ? document.features : [document]
  const found: RedrawFeature[] = []
  for (const [i, each] of (all as unknown[]).entries()) {
    const usable = feature(each, all.length === 1 ? code : null)
    if (!usable) return { n: i + 1, name: nameOf(each) }
    found.push(usable)
  }
  return found.length ? { features: found, crs: document.crs ?? null } : null
}
