/** One visit as the document that is hashed, kept and sent. */
import type { AttemptReason, CheckinBody, NoFixReason, PhotoClaim, Question } from '@/api/types'
import { answers, fillNormal, resultOf, unanswered, type Given } from './checklist'
import type { FrozenClock } from './clock'
import { asksReason, type Fix, type PlaceVerdict } from './place'

export interface Visit {
  uid: string
  site: number
  trade: string | null
  /** Milliseconds since 1970 by the phone's own clock. */
  at: number
  clock: FrozenClock | null
  /** The id of this phone's key, by which the server verifies the marks; null without one. */
  device: string | null
  fix: Fix | null
  noFixReason: NoFixReason | null
  place: PlaceVerdict
  placeReason: string
  attempt: AttemptReason | null
  checklist: { id: number; questions: Question[] } | null
  given: Given
  note: string
  photos: PhotoClaim[]
  effort: Effort | null
}

/** What the form cost: how often it was touched, and for how long it was open. */
export interface Effort {
  taps: number
  seconds: number
}

const iso = (at: number): string => new Date(at).toISOString()

export function visitBody(visit: Visit): CheckinBody {
  const { fix, checklist, attempt } = visit
  const questions = checklist?.questions ?? []
  const given = fillNormal(questions, visit.trade, visit.given)
  return {
    format: 2,
    id: visit.uid,
    site: visit.site,
    device_time: iso(visit.at),
    clock: visit.clock,
    device: visit.device,
    fix: fix && { lon: fix.lon, lat: fix.lat, accuracy: fix.accuracy, at: iso(fix.at) },
    no_fix_reason: fix ? null : (visit.noFixReason ?? 'unavailable'),
    place_reason: asksReason(visit.place.place) ? visit.placeReason.trim() : '',
    result: attempt ? 'attempted' : resultOf(questions, visit.trade, given),
    attempt_reason: attempt,
    checklist: attempt ? null : (checklist?.id ?? null),
    answers: attempt ? [] : answers(questions, visit.trade, given),
    note: visit.note.trim(),
    photos: visit.photos,
    effort: visit.effort,
  }
}

export type Lack =
  { key: 'position' } | { key: 'reason' } | { key: 'answers'; n: number } | { key: 'photos'; n: number }

/** The first thing that must still be done before this visit can go; null when it can. */
export function lackOf(
  visit: Omit<Visit, 'uid' | 'at' | 'clock' | 'device' | 'effort'>,
  isSearching: boolean,
  photosMin: number,
): Lack | null {
  if (isSearching) return { key: 'position' }
  if (asksReason(visit.place.place) && !visit.placeReason.trim()) return { key: 'reason' }
  if (visit.attempt) return null
  const questions = visit.checklist?.questions ?? []
  const open = unanswered(questions, visit.trade, fillNormal(questions, visit.trade, visit.given))
  if (open.length > 0) return { key: 'answers', n: open.length }
  if (visit.photos.length < photosMin) return { key: 'photos', n: photosMin - visit.photos.length }
  return null
}
