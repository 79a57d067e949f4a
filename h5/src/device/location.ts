/** The only caller of `navigator.geolocation`. Refusals are states, never exceptions. */
import type { NoFixReason } from '@/api/types'
import type { Fix } from '@/domain/place'
import { accuracyOf, degrees, fixTime } from './values'
import { wall } from './wake'

export type Reading = { state: 'fix'; fix: Fix } | { state: 'none'; reason: NoFixReason }

interface Surroundings {
  isSecureContext: boolean
  geolocation: Geolocation | undefined
}

const surroundings = (): Surroundings => ({
  isSecureContext: window.isSecureContext,
  geolocation: navigator.geolocation,
})

function readingOf({ coords, timestamp }: GeolocationPosition): Reading {
  const [lon, lat] = [degrees(coords.longitude, 180), degrees(coords.latitude, 90)]
  if (lon === null || lat === null) return { state: 'none', reason: 'unavailable' }
  return { state: 'fix', fix: { lon, lat, accuracy: accuracyOf(coords.accuracy), at: fixTime(timestamp, wall()) } }
}

const REASONS: Record<number, NoFixReason> = { 1: 'denied', 2: 'unavailable', 3: 'timeout' }

/** Reports readings until the returned function is called. Positions are WGS-84. */
export function watchLocation(report: (reading: Reading) => void, around: Surroundings = surroundings()): () => void {
  if (!around.isSecureContext) {
    report({ state: 'none', reason: 'insecure' })
    return () => undefined
  }
  const { geolocation } = around
  if (!geolocation) {
    report({ state: 'none', reason: 'unavailable' })
    return () => undefined
  }
  const id = geolocation.watchPosition(
    (position) => report(readingOf(position)),
    (error) => report({ state: 'none', reason: REASONS[error.code] ?? 'unavailable' }),
    { enableHighAccuracy: true, timeout: 15_000, maximumAge: 10_000 },
  )
  return () => geolocation.clearWatch(id)
}
