/** Keeps a map readable: what stands close together is drawn as one, and no text over anything else. */
import { nearestSpot, spread } from './mapview'

/** A rectangle of the screen, in px. */
export interface Box {
  left: number
  top: number
  width: number
  height: number
}

export const boxAround = (x: number, y: number, width: number, height: number): Box => ({
  left: x - width / 2,
  top: y - height / 2,
  width,
  height,
})

const meet = (a: Box, b: Box): boolean =>
  a.left < b.left + b.width && b.left < a.left + a.width && a.top < b.top + b.height && b.top < a.top + a.height

/**
 * The spots in groups, each with those that are not farther than `apartPx` from its first one and nearer to
 * it than to the first of another group. The first ones lie farther apart than that; earlier spots go first.
 */
export function clustersOf<T extends { x: number; y: number }>(spots: readonly T[], apartPx: number): T[][] {
  const groups = new Map(spread(spots, apartPx).map((first) => [first, [first]]))
  const firsts = [...groups.keys()]
  for (const spot of spots) {
    const first = nearestSpot(firsts, spot, apartPx)
    if (first && first !== spot) groups.get(first)!.push(spot)
  }
  return [...groups.values()]
}

/** For each label the first of its places that lies over nothing taken and no earlier label, if there is one. */
export function placed<T extends Box>(labels: readonly (readonly T[])[], taken: readonly Box[]): T[] {
  const found: T[] = []
  for (const places of labels) {
    const free = places.find((place) => ![...taken, ...found].some((box) => meet(place, box)))
    if (free) found.push(free)
  }
  return found
}
