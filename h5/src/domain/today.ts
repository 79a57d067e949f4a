/**
 * The order of the day. Pure: states and due times arrive computed, places are judged before.
 *
 * Two rows are compared by the first of these that differs:
 *
 * | what           | comes first                       | comes last                          |
 * |----------------|-----------------------------------|-------------------------------------|
 * | still to go to | open, missed, attempted           | covered, exempt, not required       |
 * | group          | urgent, then high risk            | the rest                            |
 * | tried          | not yet, or on an earlier day     | attempted today                     |
 * | distance       | near                              | far; without a position all alike   |
 * | due            | today                             | the later the day, the lower        |
 * | risk           | high                              | normal                              |
 * | name, number   | smaller                           | larger                              |
 *
 * Urgent: overdue, or due today while others are due later. What was tried today is urgent only if
 * it is overdue, else one of the rest.
 *
 * Overdue: still to go to, and missed in this window, or missed or only attempted in the one
 * before. What this phone has
 * done and the list does not know yet (`own`) counts as done. A visit that waits for a leader's
 * decision is neither: its site is told apart, nobody need go there meanwhile. The number makes the order total: it
 * depends on what the rows say, not on how they came.
 *
 * The site at which the officer stands leaves the list and is told apart: of those to go to whose
 * verdict is on_site or near, the surest; a point before an area around it; then the nearest.
 */
import type { Place, SiteState, Today, TodayItem, TodayWindow } from '@/api/types'
import { daysApart, lastDay } from './format'
import type { PlaceVerdict } from './place'

export const GROUPS = ['urgent', 'high_risk', 'rest'] as const
export type Group = (typeof GROUPS)[number]

export interface Row {
  item: TodayItem
  state: SiteState
  place: Place
  /** Metres from the phone; null without a position. */
  away: number | null
  isToGo: boolean
  /** It lacks, but a visit of this window waits for a leader's decision. */
  isPending: boolean
  isOverdue: boolean
  /** Nobody has got in since an attempt of an earlier day. */
  isFollowUp: boolean
  /** How much it presses, among the others of the day. */
  group: Group
  /** Local days until it is due: 0 today or before, Infinity when nothing is due. */
  dueIn: number
}

export interface Day {
  here: Row | null
  due: Row[]
  pending: Row[]
  done: Row[]
}

/** What a visit that the list does not know yet makes of its site. */
export type OwnState = SiteState | 'pending'

const TO_GO: SiteState[] = ['open', 'missed', 'attempted']

export function orderRows(
  items: readonly TodayItem[],
  where: (item: TodayItem) => PlaceVerdict,
  now: string | number,
  own: ReadonlyMap<number, OwnState> = new Map(),
): Day {
  const dueIn = daysUntil(now)
  const rows = items
    .map((item) => rowOf(item, own.get(item.site.id), where(item), dueIn(item.due_at)))
    .map(grouped)
    .sort(compareRows)
  const due = rows.filter((row) => row.isToGo)
  const here = due.filter(isHere).sort(nearerToHand)[0] ?? null
  return {
    here,
    due: due.filter((row) => row !== here),
    pending: rows.filter((row) => row.isPending),
    done: rows.filter((row) => !row.isToGo && !row.isPending),
  }
}

type Ungrouped = Omit<Row, 'group'>

function rowOf(
  item: TodayItem,
  own: OwnState | undefined,
  { place, distanceM }: PlaceVerdict,
  dueIn: number,
): Ungrouped {
  const state = own === undefined || own === 'pending' ? item.state : own
  const isPending = TO_GO.includes(state) && (own === 'pending' || item.awaits_review)
  const isToGo = TO_GO.includes(state) && !isPending
  const isOverdue = isToGo && (item.missed_last || item.attempted_last || state === 'missed')
  const isFollowUp = isToGo && !own && item.follow_up
  return { item, state, place, away: distanceM, isToGo, isPending, isOverdue, isFollowUp, dueIn }
}

/** On the day on which all is due, that tells no row from another. */
function grouped(row: Ungrouped, _: number, all: readonly Ungrouped[]): Row {
  const isSooner = row.dueIn === 0 && all.some((other) => other.isToGo && other.dueIn > 0)
  const isUrgent = row.isOverdue || (isSooner && !wasTried(row))
  const isHigh = row.item.site.risk >= HIGH && !wasTried(row)
  return { ...row, group: isUrgent ? 'urgent' : isHigh ? 'high_risk' : 'rest' }
}

/** Calendars are slow and windows are few: each end is worked out once. */
function daysUntil(now: string | number): (dueAt: string | null) => number {
  const known = new Map<string, number>()
  return (dueAt) => {
    if (dueAt === null) return Infinity
    if (!known.has(dueAt)) known.set(dueAt, Math.max(0, daysApart(lastDay(dueAt), now)))
    return known.get(dueAt)!
  }
}

/** -1, 0 or 1; also where subtracting would not do, as with two infinities. */
const compare = <T extends number | string | boolean>(a: T, b: T): number => (a < b ? -1 : a > b ? 1 : 0)

const HIGH = 3
const wasTried = (row: Ungrouped): boolean => row.state === 'attempted' && !row.isFollowUp
const metres = (row: Row): number => row.away ?? Infinity

export function compareRows(a: Row, b: Row): number {
  return (
    compare(b.isToGo ? 1 : 0, a.isToGo ? 1 : 0) ||
    compare(GROUPS.indexOf(a.group), GROUPS.indexOf(b.group)) ||
    compare(wasTried(a), wasTried(b)) ||
    compare(metres(a), metres(b)) ||
    compare(a.dueIn, b.dueIn) ||
    compare(b.item.site.risk, a.item.site.risk) ||
    compare(a.item.site.name, b.item.site.name) ||
    compare(a.item.site.id, b.item.site.id)
  )
}

/** What is still to go to under its headings; `due` in the order of the day. */
export function inGroups(due: readonly Row[]): { group: Group; rows: Row[] }[] {
  const all = GROUPS.map((group) => ({ group, rows: due.filter((row) => row.group === group) }))
  return all.filter(({ rows }) => rows.length > 0)
}

export const nearFirst = (due: readonly Row[]): Row[] =>
  [...due].sort((a, b) => compare(metres(a), metres(b)) || compareRows(a, b))

const isHere = (row: Row): boolean => row.place === 'on_site' || row.place === 'near'
const isUnsure = (row: Row): number => (row.place === 'on_site' ? 0 : 1)
const isArea = (row: Row): number => (row.item.site.geometry.type === 'Point' ? 0 : 1)

function nearerToHand(a: Row, b: Row): number {
  return (
    compare(isUnsure(a), isUnsure(b)) ||
    compare(isArea(a), isArea(b)) ||
    compare(metres(a), metres(b)) ||
    compareRows(a, b)
  )
}

export interface PlanCard {
  window: TodayWindow
  /** How many of its sites are still to go to. */
  left: number
  /** How many wait for a leader's decision. */
  pending: number
  /** Codes of the kinds that the plan asks for here. */
  kinds: string[]
}

/**
 * A card for each plan that asks for something; where none does, the first plan's alone. A copy from
 * before plans were told apart has windows without figures, and no cards.
 */
export function planCards(
  { windows, items }: Pick<Today, 'windows' | 'items'>,
  { here, due, pending }: Day,
): PlanCard[] {
  const toGo = [...due, ...(here ? [here] : [])]
  const cards = windows
    .filter((window) => 'progress' in window)
    .map((window) => ({
      window,
      left: toGo.filter(({ item }) => item.plan === window.plan).length,
      pending: pending.filter(({ item }) => item.plan === window.plan).length,
      kinds: [...new Set(items.filter(({ plan }) => plan === window.plan).map(({ site }) => site.kind))],
    }))
  const asking = cards.filter(({ window, left }) => window.progress.required > 0 || left > 0)
  return asking.length ? asking : cards.slice(0, 1)
}

export type Reason = 'overdue' | 'tried_last' | 'follow_up' | 'due_today' | 'high_risk'

/** Why a row stands where it stands, as far as its state does not say it already. */
export function reasonsOf(row: Row): Reason[] {
  if (!row.isToGo) return []
  const all: [boolean, Reason][] = [
    [row.item.missed_last && row.state !== 'open', 'overdue'],
    [row.item.attempted_last && row.state !== 'open', 'tried_last'],
    [row.isFollowUp, 'follow_up'],
    [!row.isOverdue && row.dueIn === 0, 'due_today'],
    [row.item.site.risk >= HIGH, 'high_risk'],
  ]
  return all.filter(([holds]) => holds).map(([, why]) => why)
}
