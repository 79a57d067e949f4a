import { describe, expect, it } from 'vitest'
import type { Geometry } from '@/api/types'
import { distanceM } from '@/domain/geo'
import { asksReason, bestFix, isCoarse, placeOf, type Fix } from '@/domain/place'

const POINT: Geometry = { type: 'Point', coordinates: [117.37, 25.94] }
/** One metre north at this latitude, in degrees. */
const METRE = 1 / 110_773

function fix(northM: number, accuracy: number | null = 5): Fix {
  return { lon: 117.37, lat: 25.94 + northM * METRE, accuracy, at: 0 }
}

const FIELD: Geometry = {
  type: 'Polygon',
  coordinates: [
    [
      [117.36, 25.93],
      [117.38, 25.93],
      [117.38, 25.95],
      [117.36, 25.95],
      [117.36, 25.93],
    ],
    [
      [117.368, 25.938],
      [117.372, 25.938],
      [117.372, 25.942],
      [117.368, 25.942],
      [117.368, 25.938],
    ],
  ],
}

describe('distance', () => {
  it('is metres on the ground', () => {
    expect(distanceM([117.37, 25.94], POINT)).toBe(0)
    expect(distanceM([117.37, 25.94 + 100 * METRE], POINT)).toBeCloseTo(100, 0)
  })

  it('is zero inside a polygon and on its border', () => {
    expect(distanceM([117.365, 25.935], FIELD)).toBe(0)
    expect(distanceM([117.36, 25.94], FIELD)).toBe(0)
  })

  it('is the way to the edge in a hole', () => {
    expect(distanceM([117.37, 25.94], FIELD)).toBeGreaterThan(190)
    expect(distanceM([117.37, 25.94], FIELD)).toBeLessThan(230)
  })

  it('takes the nearest of several polygons', () => {
    const two: Geometry = {
      type: 'MultiPolygon',
      coordinates: [
        [FIELD.coordinates[0]!] as never,
        [
          [
            [118, 26],
            [118.1, 26],
            [118.1, 26.1],
            [118, 26],
          ],
        ],
      ],
    }
    expect(distanceM([118.05, 26.02], two)).toBe(0)
  })

  it('counts a ring of one position as the point it is, and nothing as infinitely far', () => {
    expect(distanceM([117.37, 25.94], { type: 'Polygon', coordinates: [[[117.37, 25.94]]] })).toBe(0)
    expect(distanceM([117.37, 25.94], { type: 'Polygon', coordinates: [] })).toBe(Infinity)
  })

  it('does not tear a ring at the 180th meridian', () => {
    const across: Geometry = {
      type: 'Polygon',
      coordinates: [
        [
          [179.9, 0],
          [-179.9, 0],
          [-179.9, 1],
          [179.9, 1],
          [179.9, 0],
        ],
      ],
    }
    expect(distanceM([180, 0.5], across)).toBe(0)
  })
})

describe('the verdict on a place', () => {
  it.each([
    [59, 5, 'on_site'],
    [61, 5, 'near'],
    [64.9, 5, 'near'],
    [66, 5, 'far'],
    [159, 100, 'near'],
    [161, 100, 'far'],
    [161, 5000, 'far'],
    [159, null, 'near'],
    [159, 0, 'near'],
    [159, -3, 'near'],
    [159, Number.NaN, 'near'],
    [159, Infinity, 'near'],
  ])('%f m away with accuracy %s is %s for a radius of 60 m', (away, accuracy, place) => {
    expect(placeOf(fix(away, accuracy), POINT, 60).place).toBe(place)
  })

  it('is no_fix without a position, or with one that is not on earth', () => {
    expect(placeOf(null, POINT, 60)).toEqual({ place: 'no_fix', distanceM: null })
    expect(placeOf({ ...fix(0), lon: 400 }, POINT, 60).place).toBe('no_fix')
    expect(placeOf({ ...fix(0), lat: Number.NaN }, POINT, 60).place).toBe('no_fix')
  })

  it('asks why only when far or without a position', () => {
    expect((['on_site', 'near', 'far', 'no_fix'] as const).map(asksReason)).toEqual([false, false, true, true])
  })
})

describe('the best reading of the last minutes', () => {
  const RADIUS = 60
  const at = (northM: number, accuracy: number | null, at: number): Fix => ({ ...fix(northM, accuracy), at })

  it.each([
    ['the one at the site, even if she has walked on', [at(10, 30, 1), at(500, 5, 2)], 0],
    ['near rather than far', [at(500, 5, 1), at(150, 95, 2)], 1],
    ['the finer of two that say the same', [at(10, 30, 1), at(20, 5, 2), at(10, 40, 3)], 1],
    ['the newer of two as fine', [at(10, 5, 1), at(20, 5, 2)], 1],
    ['a known accuracy rather than none', [at(10, null, 1), at(10, 20, 0)], 1],
    ['near rather than on site with a coarse fix', [at(10, 201, 2), at(80, 30, 1)], 1],
    ['a coarse fix on site rather than one far away', [at(500, 5, 2), at(10, 201, 1)], 1],
  ])('is %s', (_name, recent, best) => {
    expect(bestFix(recent, POINT, RADIUS, 200)).toBe(recent[best])
    expect(bestFix([...recent].reverse(), POINT, RADIUS, 200)).toBe(recent[best])
  })

  it('is none without any', () => expect(bestFix([], POINT, RADIUS, 200)).toBeNull())

  it.each([
    [200, 200, false],
    [200.1, 200, true],
    [500, 500, false],
    [501, 500, true],
    [null, 200, false],
    [Infinity, 200, false],
  ])('of accuracy %s where %s m are allowed is coarse: %s', (accuracy, coarseM, is) =>
    expect(isCoarse(fix(0, accuracy), coarseM)).toBe(is),
  )
})
