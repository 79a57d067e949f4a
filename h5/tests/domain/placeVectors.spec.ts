import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Geometry, Place } from '@/api/types'
import { placeOf, type Fix } from '@/domain/place'

/** What tests/vectors/make_place.py writes; the server's tests read the same file. */
type Entry = number | string | null
type Case = [
  lon: Entry,
  lat: Entry,
  accuracy: Entry,
  radiusM: number,
  place: Place,
  distanceM: number | null,
  by?: 'server',
]
interface Shape {
  name: string
  geometry: Geometry
  cases: Case[]
}

const MILLIMETRE = 0.001
const file = join(import.meta.dirname, '../../../tests/vectors/place.json')
const { shapes } = JSON.parse(readFileSync(file, 'utf8')) as { shapes: Shape[] }

/** JSON has no NaN and no Infinity: they are strings there. */
const told = (entry: Entry): number | null => (entry === null ? null : Number(entry))

function fixOf([lon, lat, accuracy]: Case): Fix | null {
  return lon === null || lat === null ? null : { lon: Number(lon), lat: Number(lat), accuracy: told(accuracy), at: 0 }
}

describe('the verdict on a place is the server’s', () => {
  it.each(shapes)('$name', ({ geometry, cases }) => {
    for (const entry of cases) {
      const [, , , radiusM, place, distanceM] = entry
      const found = placeOf(fixOf(entry), geometry, radiusM)
      expect(found.place, String(entry)).toBe(place)
      if (distanceM === null) expect(found.distanceM).toBeNull()
      else expect(Math.abs(found.distanceM! - distanceM), String(entry)).toBeLessThan(MILLIMETRE)
    }
  })

  it('was asked about many positions', () => {
    expect(shapes.flatMap((shape) => shape.cases).length).toBeGreaterThanOrEqual(2_400)
  })
})
