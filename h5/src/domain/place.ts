/**
 * Where a visit was, by the same rule as on the server.
 *
 * | d = metres to the site, R = radius of its kind | verdict |
 * |------------------------------------------------|---------|
 * | no position, or none on earth                  | no_fix  |
 * | d <= R                                         | on_site |
 * | d - min(accuracy, 100) <= R                    | near    |
 * | else                                           | far     |
 *
 * An accuracy that is unknown, not finite or not positive counts as 100 m.
 */
import type { Geometry, Place } from '@/api/types'
import { distanceM } from './geo'

export const COARSEST_M = 100

export interface Fix {
  lon: number
  lat: number
  /** Metres, or null where the phone does not say. */
  accuracy: number | null
  /** Milliseconds since 1970. */
  at: number
}

export interface PlaceVerdict {
  place: Place
  distanceM: number | null
}

export function accuracyOf(accuracy: number | null): number {
  const known = accuracy !== null && Number.isFinite(accuracy) && accuracy > 0
  return known ? Math.min(accuracy, COARSEST_M) : COARSEST_M
}

export function placeOf(fix: Fix | null, geometry: Geometry, radiusM: number): PlaceVerdict {
  if (!fix || !isOnEarth(fix)) return { place: 'no_fix', distanceM: null }
  const d = distanceM([fix.lon, fix.lat], geometry)
  if (d <= radiusM) return { place: 'on_site', distanceM: d }
  return { place: d - accuracyOf(fix.accuracy) <= radiusM ? 'near' : 'far', distanceM: d }
}

const isOnEarth = ({ lon, lat }: Fix): boolean => lon >= -180 && lon <= 180 && lat >= -90 && lat <= 90

/** Only far and no_fix ask the officer why. */
export const asksReason = (place: Place): boolean => place === 'far' || place === 'no_fix'

/** A place does not change under one's feet: so long a reading still says where a visit was. */
export const RECENT_MS = 600_000

const RANK: Record<Place, number> = { on_site: 0, near: 1, far: 2, no_fix: 3 }

/**
 * The reading of the last ten minutes that speaks best for the site: who was there a moment ago
 * was there, even if she has walked on while she typed. One that counts goes before a coarse one
 * that waits for review. Among equals the finest, then the newest.
 */
export function bestFix(recent: Fix[], geometry: Geometry, radiusM: number, coarseM: number): Fix | null {
  const rankOf = (fix: Fix): number => {
    const rank = RANK[placeOf(fix, geometry, radiusM).place]
    return isCoarse(fix, coarseM) ? Math.max(rank, RANK.near + 0.5) : rank
  }
  const judged = recent.map((fix) => ({ fix, rank: rankOf(fix) }))
  judged.sort(
    (a, b) => a.rank - b.rank || accuracyOf(a.fix.accuracy) - accuracyOf(b.fix.accuracy) || b.fix.at - a.fix.at,
  )
  return judged[0]?.fix ?? null
}

/**
 * Coarser than the kind of site allows: the visit waits for review, as on the server. Often the
 * phone was told to give away only roughly where it is.
 */
export const isCoarse = (fix: Fix, coarseM: number): boolean =>
  fix.accuracy !== null && Number.isFinite(fix.accuracy) && fix.accuracy > coarseM
