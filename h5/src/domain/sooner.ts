/** Brings overdue stops forward on a way that may grow a little for it. */
import { lengthOf, type Metres } from './tour'

const SWEEPS = 3
const GAIN_M = 1e-6

/** What is known of a way: metres up to each place, and the overdue ones before it. */
interface Survey {
  walked: number[]
  /** How many of the stops before place i are overdue, and the metres before those added up. */
  count: number[]
  sum: number[]
}

function survey(path: number[], metres: Metres, isOverdue: (at: number) => boolean): Survey {
  const [walked, count, sum] = [[0], [0], [0]]
  path.forEach((at, i) => {
    if (i > 0) walked.push(walked[i - 1]! + metres(path[i - 1]!, at))
    const counts = i > 0 && isOverdue(at)
    count.push(count[i]! + (counts ? 1 : 0))
    sum.push(sum[i]! + (counts ? walked[i]! : 0))
  })
  return { walked, count, sum }
}

/** The way, at most `longest`, with less walked before its overdue stops, all of them added up. */
export function overdueSooner(
  start: number[],
  metres: Metres,
  isOverdue: (at: number) => boolean,
  longest: number,
): number[] {
  let path = start
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const before = path
    path = endTurned(path, metres, isOverdue, longest)
    for (const at of before) if (at !== start[0] && isOverdue(at)) path = movedUp(path, at, metres, isOverdue, longest)
    if (path === before) break
  }
  return path
}

/** The end of the way, from some place on, the other way around. */
function endTurned(path: number[], metres: Metres, isOverdue: (at: number) => boolean, longest: number): number[] {
  const { walked, count, sum } = survey(path, metres, isOverdue)
  const last = path.length - 1
  const room = longest - walked[last]!
  let [best, from] = [GAIN_M, 0]
  for (let i = 1; i < last; i++) {
    const link = metres(path[i - 1]!, path[last]!)
    if (link - metres(path[i - 1]!, path[i]!) > room) continue
    const [many, waited] = [count[last + 1]! - count[i]!, sum[last + 1]! - sum[i]!]
    const gain = 2 * waited - many * (walked[i - 1]! + link + walked[last]!)
    if (gain > best) [best, from] = [gain, i]
  }
  return from ? [...path.slice(0, from), ...path.slice(from).reverse()] : path
}

/** One overdue stop at the earlier place at which the overdue ones together wait least. */
function movedUp(
  path: number[],
  at: number,
  metres: Metres,
  isOverdue: (at: number) => boolean,
  longest: number,
): number[] {
  const { walked, count } = survey(path, metres, isOverdue)
  const [place, last] = [path.indexOf(at), path.length - 1]
  const bypass = place < last ? metres(path[place - 1]!, path[place + 1]!) : 0
  const freed = walked[Math.min(place + 1, last)]! - walked[place - 1]! - bypass
  const room = longest - lengthOf(path, metres)
  let [best, after] = [GAIN_M, -1]
  for (let k = 0; k < place - 1; k++) {
    const added = metres(path[k]!, at) + metres(at, path[k + 1]!) - metres(path[k]!, path[k + 1]!)
    if (added - freed > room) continue
    const own = walked[place]! - walked[k]! - metres(path[k]!, at)
    const delayed = (count[place]! - count[k + 1]!) * added + (count[last + 1]! - count[place + 1]!) * (added - freed)
    if (own - delayed > best) [best, after] = [own - delayed, k]
  }
  if (after < 0) return path
  const rest = path.filter((other) => other !== at)
  return [...rest.slice(0, after + 1), at, ...rest.slice(after + 1)]
}
