/**
 * Which checkpoints of a large site have been reached: k of n in the running window, shared by a team.
 *
 * A visit reaches one checkpoint, the same as on the server: of those whose circle its fix is
 * on_site or near, the nearest; of equals the smaller number. The server tells what it knows; what
 * this phone has not sent yet comes on top.
 */
import type { Checkpoint, TodayItem } from '@/api/types'
import type { OwnVisit } from './ownVisit'
import { placeOf, type Fix, type PlaceVerdict } from './place'

type Spot = Pick<Fix, 'lon' | 'lat' | 'accuracy'>

export interface Reach {
  checkpoint: Checkpoint
  at: string | null
  /** Null for a visit of this phone that the server does not know yet. */
  by: string | null
  isOwn: boolean
}

export interface CheckpointState {
  required: number
  reached: number
  /** How many are still needed; 0 when the site is covered. */
  left: number
  reaches: Reach[]
}

function placedAt(spot: Spot, { lon, lat, radius_m }: Checkpoint): PlaceVerdict {
  return placeOf({ ...spot, at: 0 }, { type: 'Point', coordinates: [lon, lat] }, radius_m)
}

/** The checkpoint that a fix reaches, or null. */
export function findReached<T extends Checkpoint>(spot: Spot | null, checkpoints: readonly T[]): T | null {
  if (!spot) return null
  const reached = checkpoints
    .map((checkpoint) => ({ checkpoint, ...placedAt(spot, checkpoint) }))
    .filter(({ place }) => place === 'on_site' || place === 'near')
    .sort((a, b) => (a.distanceM ?? 0) - (b.distanceM ?? 0) || a.checkpoint.id - b.checkpoint.id)
  return reached[0]?.checkpoint ?? null
}

/** What is known of a site's checkpoints; null for a site that one visit covers. */
export function checkpointStateOf(
  item: Pick<TodayItem, 'checkpoints' | 'checkpoints_required'>,
  own: readonly OwnVisit[] = [],
): CheckpointState | null {
  const required = item.checkpoints_required
  if (!required) return null
  const mine = new Map<number, string>()
  for (const visit of own) {
    const at = visit.result === 'attempted' ? null : findReached(visit.fix, item.checkpoints)
    if (at && !mine.has(at.id)) mine.set(at.id, visit.at)
  }
  const reaches = item.checkpoints.map((checkpoint): Reach => {
    const { id, reached_at: at, reached_by: by } = checkpoint
    if (at !== null) return { checkpoint, at, by, isOwn: false }
    return { checkpoint, at: mine.get(id) ?? null, by: null, isOwn: mine.has(id) }
  })
  const reached = reaches.filter((reach) => reach.at !== null).length
  return { required, reached, left: Math.max(0, required - reached), reaches }
}

/** Metres to a checkpoint; null without a position. */
export function distanceTo(checkpoint: Checkpoint, spot: Spot | null): number | null {
  return spot && placedAt(spot, checkpoint).distanceM
}

/** The nearest checkpoint that nobody has reached, and the metres to it; null without one or a position. */
export function nearestOpen(
  { reaches }: CheckpointState,
  spot: Spot | null,
): { checkpoint: Checkpoint; away: number } | null {
  const open = reaches.flatMap(({ checkpoint, at }) => {
    const away = at === null ? distanceTo(checkpoint, spot) : null
    return away === null ? [] : [{ checkpoint, away }]
  })
  return open.sort((a, b) => a.away - b.away || a.checkpoint.id - b.checkpoint.id)[0] ?? null
}
