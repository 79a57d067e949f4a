import { describe, expect, it } from 'vitest'
import { distanceM } from '@/domain/geo'
import { boxOf, project, labelsOf, pathOf, unproject, viewOf, zoomed } from '@/tip/domain/mapview'
import { coarsen, placeOf, villageAt, type Point, type Village } from '@/tip/domain/place'

const AT = [117.3695123, 25.9420456] as const
const SPOT = { point: AT, village: 'v1' }
const away = (a: Point, b: Point) => distanceM(a, { type: 'Point', coordinates: [...b] })

describe('a place', () => {
  it.each([
    ['100m', 100],
    ['1km', 1000],
  ] as const)('blurred to %s is the middle of a fixed square', (mode, side) => {
    const middles = new Set<string>()
    for (let i = 0; i < 200; i++) {
      const spot: Point = [AT[0] + i * 1e-5, AT[1]]
      const middle = coarsen(spot, mode)!
      expect(away(spot, middle)).toBeLessThan((side / 2) * Math.SQRT2 * 1.01)
      expect(coarsen(middle, mode)).toEqual(middle)
      middles.add(JSON.stringify(middle))
    }
    // 200 steps of a metre cross a few squares, and no position between them is told.
    expect(middles.size).toBeLessThanOrEqual(Math.ceil(200 / side) + 1)
  })

  it('keeps no more than was asked', () => {
    expect(placeOf('exact', SPOT, '')).toEqual({ mode: 'exact', lon: 117.369512, lat: 25.942046, village: 'v1' })
    expect(placeOf('village', SPOT, ' 河边 ')).toEqual({ mode: 'village', village: 'v1', words: '河边' })
    expect(placeOf('words', SPOT, '老祠堂后面')).toEqual({ mode: 'words', words: '老祠堂后面' })
    expect(placeOf('1km', { village: 'v1' }, '')).toEqual({ mode: 'village', village: 'v1' })
    expect(placeOf('1km', null, '  ')).toEqual({ mode: 'words', words: '' })
  })
})

const square = (x: number, y: number, side: number): [number, number][] => [
  [x, y],
  [x + side, y],
  [x + side, y + side],
  [x, y + side],
]
const VILLAGES: Village[] = [
  { id: 'ring', rings: [square(117, 25, 0.1), square(117.04, 25.04, 0.02)] },
  { id: 'inner', rings: [square(117.04, 25.04, 0.02)] },
]

describe('the map', () => {
  it('tells the village of a point, mindful of holes', () => {
    expect(villageAt([117.01, 25.01], VILLAGES)).toBe('ring')
    expect(villageAt([117.05, 25.05], VILLAGES)).toBe('inner')
    expect(villageAt([118, 25], VILLAGES)).toBeNull()
  })

  it('gives a tap back as the point that was drawn there, also from near', () => {
    const view = viewOf(VILLAGES)
    for (const one of [view, zoomed(view, 8, [117.03, 25.02])]) {
      const [lon, lat] = unproject(one, project(one, [117.0301, 25.0203]))
      expect(lon).toBeCloseTo(117.0301, 8)
      expect(lat).toBeCloseTo(25.0203, 8)
    }
    expect(boxOf(view).split(' ').map(Number)[2]).toBeGreaterThan(10_000)
    expect(pathOf(view, VILLAGES[0]!).match(/Z/g)).toHaveLength(2)
  })

  it('names villages where a name has room, none over another', () => {
    const names = new Map([
      ['ring', '外环村'],
      ['inner', '里村'],
    ])
    const named = (letter: number) => labelsOf(viewOf(VILLAGES), VILLAGES, names, letter).map(({ name }) => name)
    // Both have their middle in the same place, so the larger one is named.
    expect(named(500)).toEqual(['外环村'])
    expect(named(9000)).toEqual([])
    const apart: Village[] = [VILLAGES[0]!, { id: 'inner', rings: [square(117.2, 25, 0.05)] }]
    expect(labelsOf(viewOf(apart), apart, names, 500).map(({ name }) => name)).toEqual(['外环村', '里村'])
  })
})
