/**
 * Shortens an open way by local moves: its first point stays, its end is free. Points are numbers
 * from 0; `path` lists them in the order of the way. Moves are tried between near neighbours only.
 */

export type Metres = (a: number, b: number) => number

const NEIGHBOURS = 6
const LONGEST_PIECE = 3
/** Moves looked at: far more than sixty stops need, and a bound for five hundred. */
const WORK = 400_000
/** Gains below this are rounding. */
const GAIN_M = 1e-6

export function lengthOf(path: readonly number[], metres: Metres): number {
  let sum = 0
  for (let i = 1; i < path.length; i++) sum += metres(path[i - 1]!, path[i]!)
  return sum
}

/** A way that neither move shortens, or the best one when the work is used up. */
export function improve(start: readonly number[], metres: Metres): number[] {
  const tour = new Tour(start, metres)
  let before: number
  do {
    before = tour.gained
    for (let a = 0; a < start.length && tour.work < WORK; a++) tour.tryAround(a)
  } while (tour.gained > before && tour.work < WORK)
  return tour.path
}

/** The nearest few of n points to one of them, nearest first. */
function nearest(a: number, n: number, metres: Metres): number[] {
  const held: number[] = []
  for (let b = 0; b < n; b++) {
    if (b === a || (held.length === NEIGHBOURS && metres(a, b) >= metres(a, held[NEIGHBOURS - 1]!))) continue
    let place = held.length
    while (place > 0 && metres(a, b) < metres(a, held[place - 1]!)) place--
    held.splice(place, 0, b)
    if (held.length > NEIGHBOURS) held.pop()
  }
  return held
}

class Tour {
  readonly path: number[]
  gained = 0
  work = 0
  private readonly position: number[] = []
  private readonly near: number[][]
  private readonly metres: Metres

  constructor(start: readonly number[], metres: Metres) {
    this.path = [...start]
    this.metres = metres
    this.near = start.map((_, a) => nearest(a, start.length, metres))
    this.renumber()
  }

  /** Every move that would make a point and one of its near neighbours follow each other. */
  tryAround(a: number): void {
    for (const b of this.near[a]!) {
      this.turn(Math.min(this.position[a]!, this.position[b]!) + 1, Math.max(this.position[a]!, this.position[b]!))
      this.turn(Math.min(this.position[a]!, this.position[b]!), Math.max(this.position[a]!, this.position[b]!) - 1)
      for (let size = 1; size <= LONGEST_PIECE; size++) {
        this.put(this.position[a]!, size, b)
        this.put(this.position[a]! - size + 1, size, b)
      }
    }
  }

  /** Metres between the points at two places of the way; the end of the way leads nowhere. */
  private step(i: number, j: number): number {
    const last = this.path.length - 1
    return i > last || j > last ? 0 : this.metres(this.path[i]!, this.path[j]!)
  }

  /** 2-opt: the piece from i to j the other way around. */
  private turn(i: number, j: number): void {
    this.work++
    if (i < 1 || j <= i) return
    const gain = this.step(i - 1, i) + this.step(j, j + 1) - this.step(i - 1, j) - this.step(i, j + 1)
    if (gain <= GAIN_M) return
    this.settle([...this.path.slice(0, i), ...this.path.slice(i, j + 1).reverse(), ...this.path.slice(j + 1)], gain)
  }

  /** Or-opt: the piece of `size` from i on behind or before the point b, either way around. */
  private put(i: number, size: number, b: number): void {
    const j = i + size - 1
    const at = this.position[b]!
    if (i < 1 || j >= this.path.length || (at >= i && at <= j)) return
    const freed = this.step(i - 1, i) + this.step(j, j + 1) - (j + 1 < this.path.length ? this.step(i - 1, j + 1) : 0)
    for (const left of [at, at - 1]) {
      // Between `left` and its follower, neither of which may lie in the piece.
      const right = left + 1
      this.work++
      if (left < 0 || (right >= i && left <= j)) continue
      const open = this.step(left, right)
      const straight = freed - (this.step(left, i) + this.step(j, right) - open)
      const turned = freed - (this.step(left, j) + this.step(i, right) - open)
      if (Math.max(straight, turned) <= GAIN_M) continue
      this.settle(this.moved(i, j, left, turned > straight), Math.max(straight, turned))
      return
    }
  }

  private moved(i: number, j: number, left: number, isTurned: boolean): number[] {
    const piece = this.path.slice(i, j + 1)
    if (isTurned) piece.reverse()
    const rest = [...this.path.slice(0, i), ...this.path.slice(j + 1)]
    rest.splice(left < i ? left + 1 : left + 1 - piece.length, 0, ...piece)
    return rest
  }

  private settle(path: number[], gain: number): void {
    this.path.splice(0, path.length, ...path)
    this.gained += gain
    this.renumber()
  }

  private renumber(): void {
    this.path.forEach((a, i) => (this.position[a] = i))
  }
}
