/** What is drawn where at the present zoom: pins and clusters, numbers beside them, names in what room is left. */
import type { Geometry } from '@/api/types'
import { boxAround, clustersOf, placed, type Box } from '@/domain/clusters'
import { distanceM } from '@/domain/geo'
import { groupLabel } from '@/domain/mapview'
import type { Area, CheckpointSpot, Mark, Name, Pin, Spot } from './layers'

/** `textPx`: the size of the text on the map. */
export interface Screen {
  textPx: number
  project: (spot: Spot) => { x: number; y: number }
  unproject: (x: number, y: number) => Spot
}

export interface Content {
  marks: Mark[]
  grids: Area[]
  checkpoints: CheckpointSpot[]
  me: Spot | null
}

export interface Arranged {
  pins: Pin[]
  names: Name[]
  checkpoints: CheckpointSpot[]
}

/** Two fingers' tips beside each other. */
const APART_PX = 44
const PIN_PX = 26
const ME_PX = 40
const CHECKPOINT_PX = 18
/** From the middle of a pin to the number beside it. */
const ASIDE_PX = 14
const ABOVE_PX = 21
/** Where else a name may stand: so many of its lines below or above the middle of its grid. */
const SHIFTS = [0, 2, -2, 4, -4]

export const apartPx = (textPx: number): number => Math.max(APART_PX, 2.8 * textPx)

const onScreen = <T extends Spot>(spots: readonly T[], { project }: Screen) =>
  spots.map((spot) => ({ spot, ...project(spot) }))

/** The way's stops in their order, then the rest. */
const bySoonest = (marks: readonly Mark[]): Mark[] =>
  [...marks].sort((a, b) => (a.n ?? Infinity) - (b.n ?? Infinity) || a.id - b.id)

/** The groups that are drawn as one at this zoom; most have one member. */
export const grouped = (marks: readonly Mark[], screen: Screen): Mark[][] =>
  clustersOf(onScreen(bySoonest(marks), screen), apartPx(screen.textPx)).map((group) => group.map(({ spot }) => spot))

const checkpointBoxes = (spots: readonly Spot[], screen: Screen): Box[] =>
  onScreen(spots, screen).map(({ x, y }) => boxAround(x, y, CHECKPOINT_PX, CHECKPOINT_PX))

/** Those of a forest are shown all or none: some of them would look as if there were no more. */
function shownCheckpoints({ checkpoints }: Content, pins: Box[], screen: Screen): CheckpointSpot[] {
  const bySite = new Map<number, CheckpointSpot[]>()
  for (const spot of checkpoints) bySite.set(spot.site, [...(bySite.get(spot.site) ?? []), spot])
  const [shown, taken] = [[] as CheckpointSpot[], [...pins]]
  for (const spots of bySite.values()) {
    const boxes = checkpointBoxes(spots, screen)
    if (
      placed(
        boxes.map((box) => [box]),
        taken,
      ).length < spots.length
    )
      continue
    shown.push(...spots)
    taken.push(...boxes)
  }
  return shown
}

/** A number beside each pin that stands for one stop, the sooner ones first. */
function shownNumbers(groups: Mark[][], pins: Box[], screen: Screen): (Box & { id: number; isLeft: boolean })[] {
  const { textPx } = screen
  const labels = groups.flatMap(([mark, other]) => {
    if (!mark || other || mark.n === null) return []
    const { x, y } = screen.project(mark)
    const width = Math.max(1.4, 0.6 * String(mark.n).length + 0.6) * textPx
    const place = { id: mark.id, top: y - ABOVE_PX, width, height: 1.4 * textPx }
    return [
      [
        { ...place, left: x + ASIDE_PX, isLeft: false },
        { ...place, left: x - ASIDE_PX - width, isLeft: true },
      ],
    ]
  })
  return placed(labels, pins)
}

function isWithin({ left, top, width, height }: Box, geometry: Geometry, { unproject }: Screen): boolean {
  return [left, left + width].every((x) =>
    [top, top + height].every((y) => {
      const { lon, lat } = unproject(x, y)
      return distanceM([lon, lat], geometry) === 0
    }),
  )
}

/** Names of grids that fit into them and cover nothing. */
function shownNames({ grids }: Content, taken: Box[], screen: Screen): Name[] {
  const { textPx, project, unproject } = screen
  const view = {
    project: (lon: number, lat: number): [number, number] => {
      const { x, y } = project({ lon, lat })
      return [x, y]
    },
  }
  const labels = grids.map(({ name, geometry }) => {
    const middle = groupLabel([geometry], view, name, textPx)
    if (!middle) return []
    return SHIFTS.map((shift) => ({
      name,
      ...boxAround(middle.x, middle.y + shift * textPx, (name.length + 0.5) * textPx, 1.8 * textPx),
    })).filter((box) => isWithin(box, geometry, screen))
  })
  return placed(labels, taken).map(({ name, left, top, width, height }) => ({
    text: name,
    ...unproject(left + width / 2, top + height / 2),
  }))
}

export function arrange(content: Content, screen: Screen): Arranged {
  const groups = grouped(content.marks, screen)
  const clusterPx = apartPx(screen.textPx) - 4
  const pins = groups.map((group) => {
    const { x, y } = screen.project(group[0]!)
    const size = group.length > 1 ? clusterPx : PIN_PX
    return boxAround(x, y, size, size)
  })
  const checkpoints = shownCheckpoints(content, pins, screen)
  const points = checkpointBoxes(checkpoints, screen)
  const me = onScreen(content.me ? [content.me] : [], screen).map(({ x, y }) => boxAround(x, y, ME_PX, ME_PX))
  const numbers = shownNumbers(groups, [...pins, ...points], screen)
  const byId = new Map(numbers.map((label) => [label.id, label]))
  return {
    pins: groups.map((marks) => {
      const label = byId.get(marks[0]!.id)
      return { marks, number: label ? marks[0]!.n : null, isLeft: label?.isLeft ?? false }
    }),
    names: shownNames(content, [...pins, ...points, ...me, ...numbers], screen),
    checkpoints,
  }
}
