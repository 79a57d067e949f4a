import { expect, it } from 'vitest'
import { boxAround, clustersOf, placed } from '@/domain/clusters'

const at = (x: number, y = 0) => ({ x, y })

it('groups what lies close to an earlier spot, each with the nearest', () => {
  const spots = [at(0), at(100), at(40), at(60), at(300)]
  expect(clustersOf(spots, 70)).toEqual([[at(0), at(40)], [at(100), at(60)], [at(300)]])
})

it('keeps together what lies at one place, and loses nothing', () => {
  const spots = [at(5), at(5), at(5)]
  expect(clustersOf(spots, 44)).toEqual([spots])
  expect(clustersOf([], 44)).toEqual([])
})

it('has the first of each group farther apart than what is close', () => {
  const spots = Array.from({ length: 60 }, (_, i) => at((i * 37) % 200, (i * 53) % 150))
  const firsts = clustersOf(spots, 44).map(([first]) => first!)
  const gaps = firsts.flatMap((a, i) => firsts.slice(i + 1).map((b) => Math.hypot(a.x - b.x, a.y - b.y)))
  expect(Math.min(...gaps)).toBeGreaterThan(44)
})

it('puts a label where nothing is, or nowhere', () => {
  const taken = [boxAround(0, 0, 20, 20)]
  const over = boxAround(5, 5, 20, 10)
  const beside = boxAround(40, 0, 20, 10)
  expect(placed([[over, beside]], taken)).toEqual([beside])
  expect(placed([[over]], taken)).toEqual([])
  expect(placed([[beside], [beside]], taken)).toEqual([beside])
})
