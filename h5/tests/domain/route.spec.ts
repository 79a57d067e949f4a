import { describe, expect, it } from 'vitest'
import type { Point } from '@/domain/geo'
import { suggested, type Stop } from '@/domain/route'
import { overdueSooner } from '@/domain/sooner'
import { improve, lengthOf } from '@/domain/tour'
import { computingMs, seeded, seeds, type Chance } from '../seeded'

const TOWN: Point = [117.37, 25.94]
const KM = 1 / 111.195
const SQUEEZE = Math.cos((TOWN[1] * Math.PI) / 180)

/** Stops over some ten kilometres, in clusters as villages are. */
function stopsOf(chance: Chance, n: number, overdue = 0.25): Stop[] {
  const villages = Array.from({ length: 1 + Math.floor(n / 8) }, (): Point => [
    chance.number() * 10,
    chance.number() * 10,
  ])
  return Array.from({ length: n }, (_, id) => {
    const [east, north] = chance.one(villages)
    const [lon, lat] = [east + chance.number() * 2, north + chance.number() * 2]
    return {
      id: id + 1,
      lon: TOWN[0] + (lon * KM) / SQUEEZE,
      lat: TOWN[1] + lat * KM,
      isOverdue: chance.number() < overdue,
    }
  })
}

/** The test's own arithmetic: kilometres on a plane. */
const apart = (a: Point, b: Point): number => Math.hypot((a[0] - b[0]) * SQUEEZE, a[1] - b[1]) * 111_195
const walk = (from: Point, stops: Stop[]): number =>
  stops.reduce(([at, sum], s) => [[s.lon, s.lat] as Point, sum + apart(at, [s.lon, s.lat])] as const, [
    from,
    0,
  ] as readonly [Point, number])[1]

function greedy(from: Point, stops: Stop[]): number {
  let [at, left, sum] = [from, [...stops], 0]
  while (left.length) {
    const next = left.reduce((best, s) => (apart(at, [s.lon, s.lat]) < apart(at, [best.lon, best.lat]) ? s : best))
    sum += apart(at, [next.lon, next.lat])
    at = [next.lon, next.lat]
    left = left.filter((s) => s !== next)
  }
  return sum
}

function shortest(from: Point, stops: Stop[]): number {
  if (stops.length === 0) return 0
  return Math.min(
    ...stops.map(
      (s) =>
        apart(from, [s.lon, s.lat]) +
        shortest(
          [s.lon, s.lat],
          stops.filter((o) => o !== s),
        ),
    ),
  )
}

const inOrder = (stops: Stop[], ids: number[]): Stop[] => ids.map((id) => stops.find((s) => s.id === id)!)
const idsOf = (stops: Stop[], from: Point | null = TOWN): number[] => suggested(stops, from).legs.map((leg) => leg.id)

describe('the suggested route', () => {
  it('is empty without stops', () => {
    expect(suggested([], TOWN)).toEqual({ legs: [], metres: 0 })
  })

  it('begins at the first stop without a position', () => {
    const stops = stopsOf(seeded(1), 12)
    expect(suggested(stops, null).legs[0]).toEqual({ id: 1, metres: 0 })
  })

  it.each(seeds(40))('visits every stop once and tells its legs truly (seed %i)', (seed) => {
    const chance = seeded(seed)
    const stops = stopsOf(chance, chance.below(70) + 1)
    const { legs, metres } = suggested(stops, TOWN)
    expect(legs.map((leg) => leg.id).sort((a, b) => a - b)).toEqual(stops.map((s) => s.id))
    expect(metres).toBeCloseTo(
      legs.reduce((sum, leg) => sum + leg.metres, 0),
      6,
    )
    expect(metres).toBeCloseTo(
      walk(
        TOWN,
        inOrder(
          stops,
          legs.map((leg) => leg.id),
        ),
      ),
      3,
    )
  })

  it.each(seeds(40))('is never longer than going to the nearest each time (seed %i)', (seed) => {
    const chance = seeded(seed)
    const stops = stopsOf(chance, chance.below(60) + 2)
    expect(suggested(stops, TOWN).metres).toBeLessThanOrEqual(greedy(TOWN, stops) + 1e-6)
  })

  it.each(seeds(60))('is within 5 %% of the shortest of all ways (seed %i)', (seed) => {
    const chance = seeded(seed)
    const stops = stopsOf(chance, 3 + chance.below(5))
    expect(suggested(stops, TOWN).metres).toBeLessThanOrEqual(shortest(TOWN, stops) * 1.05)
  })

  it('is the same each time', () => {
    const stops = stopsOf(seeded(7), 60)
    expect(idsOf(stops)).toEqual(idsOf(stops))
  })

  it.each(seeds(20))('walks no more than 3 %% for the sake of overdue ones (seed %i)', (seed) => {
    const stops = stopsOf(seeded(seed), 40)
    const calm = suggested(
      stops.map((stop) => ({ ...stop, isOverdue: false })),
      TOWN,
    )
    expect(suggested(stops, TOWN).metres).toBeLessThanOrEqual(calm.metres * 1.03 + 1e-6)
  })

  it('bears stops at one and the same place', () => {
    const stops = stopsOf(seeded(3), 10).map((stop) => ({ ...stop, lon: TOWN[0], lat: TOWN[1] }))
    expect(suggested(stops, TOWN).metres).toBe(0)
    expect(idsOf(stops)).toHaveLength(10)
  })

  // A phone is some four times as slow: 50 ms and 200 ms there.
  it.each([
    [60, 12],
    [500, 50],
  ])('finds a way through %i stops within %i ms of computing', (n, limitMs) => {
    const times = seeds(5).map((seed) => {
      const stops = stopsOf(seeded(seed), n)
      return computingMs(() => suggested(stops, TOWN))
    })
    expect(Math.min(...times)).toBeLessThan(limitMs)
  })
})

describe('overdue stops sooner', () => {
  /** A ring of twelve around the start's left hand; the way around is as long on either side, but for a gap. */
  const ring = Array.from({ length: 13 }, (_, i) => (i / 13.2) * 2 * Math.PI)
  const metres = (a: number, b: number): number =>
    1000 * Math.hypot(Math.sin(ring[a]!) - Math.sin(ring[b]!), Math.cos(ring[a]!) - Math.cos(ring[b]!))
  const around = ring.map((_, i) => i)
  const length = lengthOf(around, metres)

  it('go around a ring on their side, though that is a little longer', () => {
    const way = overdueSooner(around, metres, (at) => at === 11, length * 1.05)
    expect(way.indexOf(11)).toBeLessThan(3)
    expect(lengthOf(way, metres)).toBeLessThanOrEqual(length * 1.05)
  })

  it('stay where they are when there is no room', () => {
    expect(overdueSooner(around, metres, (at) => at === 11, length)).toEqual(around)
  })

  it.each(seeds(40))(
    'wait less or as long as before, on a way of the same stops within its limit (seed %i)',
    (seed) => {
      const chance = seeded(seed)
      const n = 3 + chance.below(40)
      const places = Array.from({ length: n }, () => [chance.below(5000), chance.below(5000)] as const)
      const apartOf = (a: number, b: number): number =>
        Math.hypot(places[a]![0] - places[b]![0], places[a]![1] - places[b]![1])
      const start = improve(
        places.map((_, i) => i),
        apartOf,
      )
      const overdue = new Set(start.slice(1).filter(() => chance.below(3) === 0))
      const longest = lengthOf(start, apartOf) * (1 + chance.number() / 10)
      const way = overdueSooner(start, apartOf, (at) => overdue.has(at), longest)
      const waits = (path: number[]): number =>
        path.reduce((sum, at, i) => sum + (overdue.has(at) ? lengthOf(path.slice(0, i + 1), apartOf) : 0), 0)
      expect([...way].sort((a, b) => a - b)).toEqual(places.map((_, i) => i))
      expect(way[0]).toBe(start[0])
      expect(lengthOf(way, apartOf)).toBeLessThanOrEqual(longest + 1e-6)
      expect(waits(way)).toBeLessThanOrEqual(waits(start) + 1e-6)
    },
  )
})
