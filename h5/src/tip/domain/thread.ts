/**
 * A tip as its citizen reads it, put together from what its envelopes held.
 *
 *   order    day, then n, then id; nothing tells a time finer than the day
 *   status   the newest one told; `received` before any
 *   new      from the office, after the citizen's own latest word
 *   reward   the newest word on it; paid once a list says so, waived once the citizen has, expired after its last day
 */
import type { Content, Photo, Report, Reward, Status } from './contents'

export interface Opened {
  id: string
  day: string
  /** Null for a photo that has not been fetched: it stands at the end of its day until it is. */
  content: Content | Photo | null
}

export interface Step {
  day: string
  status: Status
}

export interface Entry {
  id: string
  day: string
  from: 'citizen' | 'handler' | 'unknown'
  /** Null for a photo. */
  text: string | null
  isNew: boolean
}

export interface Thread {
  report: Report | null
  steps: Step[]
  status: Status
  entries: Entry[]
  reward: Reward | null
  isWaived: boolean
  /** The number for what is written next. */
  next: number
}

const OWN = ['report', 'message', 'waive']
const UNKNOWN = '~'

export function inOrder(items: readonly Opened[]): Opened[] {
  const rank = ({ day, content, id }: Opened) =>
    `${day} ${content ? String(content.n).padStart(9, '0') : UNKNOWN} ${id}`
  return [...items].sort((a, b) => (rank(a) < rank(b) ? -1 : 1))
}

function fromOf(content: Opened['content']): Entry['from'] {
  if (!content) return 'unknown'
  if (content.kind === 'photo') return content.from
  return OWN.includes(content.kind) ? 'citizen' : 'handler'
}

const numberOf = ({ content }: Opened): number => content?.n ?? 0

function entriesOf(items: readonly Opened[]): Entry[] {
  const answered = Math.max(0, ...items.filter(({ content }) => fromOf(content) === 'citizen').map(numberOf))
  return items.flatMap((item): Entry[] => {
    const { id, day, content } = item
    const from = fromOf(content)
    const isNew = from === 'handler' && numberOf(item) > answered
    if (!content || content.kind === 'photo') return [{ id, day, from, text: null, isNew }]
    return content.kind === 'message' || content.kind === 'reply' ? [{ id, day, from, text: content.text, isNew }] : []
  })
}

export function threadOf(items: readonly Opened[], filed: string): Thread {
  const sorted = inOrder(items)
  const contents = sorted.map(({ content }) => content)
  const told = sorted.flatMap(({ day, content }) =>
    content?.kind === 'status' ? [{ day, status: content.status }] : [],
  )
  const steps: Step[] = told[0]?.status === 'received' ? told : [{ day: filed, status: 'received' }, ...told]
  const rewards = contents.flatMap((content) => (content?.kind === 'reward' ? [content] : []))
  return {
    report: contents.flatMap((content) => (content?.kind === 'report' ? [content] : []))[0] ?? null,
    steps,
    status: steps[steps.length - 1]!.status,
    entries: entriesOf(sorted),
    reward: rewards[rewards.length - 1] ?? null,
    isWaived: contents.some((content) => content?.kind === 'waive'),
    next: Math.max(0, ...sorted.map(numberOf)) + 1,
  }
}

export type RewardState = Reward['state'] | 'none' | 'paid' | 'waived' | 'expired'

const TOLD: readonly Reward['state'][] = ['under_review', 'granted', 'refused']

/** What became of the reward. Nobody can write that it was paid or lapsed: no one knows whose a voucher is. */
export function rewardState(
  { reward, isWaived }: Pick<Thread, 'reward' | 'isWaived'>,
  today: string,
  isPaid = false,
): RewardState {
  if (isPaid) return 'paid'
  if (isWaived) return 'waived'
  if (reward?.state === 'granted' && reward.claim_by && reward.claim_by < today) return 'expired'
  return TOLD.find((state) => state === reward?.state) ?? 'none'
}
