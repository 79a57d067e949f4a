/** The reader's own place in the inbox: her keys and groups, and how long it stays unlocked. */
import { computed, onScopeDispose, shallowRef } from 'vue'
import { ApiError } from '@/api/http'
import { fetchStanding, type Standing } from '@/api/standing'
import { lockInbox } from '@/api/tips'
import { useSession } from '@/stores/session'
import { useRequest } from './useRequest'

const UNLOCKED_MS = 15 * 60_000
const standing = shallowRef<Standing | null>(null)
const now = shallowRef(Date.now())
/** By the clock of this page, which need not be that of the server. */
const until = shallowRef(0)
/** Answers that were begun when the time was over; in memory, by tip. */
export const drafts = new Map<string, string>()
let reader: number | null = null
let watchers = 0
let timer: ReturnType<typeof setInterval> | undefined

const left = computed(() => Math.max(0, until.value - now.value))
const isUnlocked = computed(() => left.value > 0)
const countdown = computed(() => {
  const seconds = Math.ceil(left.value / 1000)
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
})

function openFor(ms: number): void {
  now.value = Date.now()
  until.value = now.value + Math.max(0, ms)
}

/** The passphrase was right just now. */
const unlocked = (): void => openFor(UNLOCKED_MS)

async function lock(): Promise<void> {
  openFor(0)
  await lockInbox()
}

/** Whether an act failed only because the fifteen minutes are over: then the form to unlock stands there again. */
export function isLockedOut(error: unknown): boolean {
  const locked = error instanceof ApiError && error.code === 'inbox-locked'
  if (locked) openFor(0)
  return locked
}

export function useTipInbox() {
  const session = useSession()
  const { error, isBusy, run, data } = useRequest(fetchStanding)
  const me = session.me?.id ?? null
  if (reader !== me) {
    standing.value = null
    openFor(0)
    drafts.clear()
    reader = me
  }
  watchers += 1
  timer ??= setInterval(() => (now.value = Date.now()), 1000)
  onScopeDispose(() => {
    watchers -= 1
    if (watchers > 0) return
    clearInterval(timer)
    timer = undefined
  })

  async function load(): Promise<void> {
    if (!(await run()) || !data.value) return
    const { data: found, at } = data.value
    standing.value = found
    const ends = found.unlocked_until
    openFor(ends ? Math.min(UNLOCKED_MS, Date.parse(ends) - (at ?? Date.now())) : 0)
  }

  const settle = (fresh: Standing): void => void (standing.value = fresh)

  return { standing, isUnlocked, countdown, error, isBusy, load, settle, unlocked, lock }
}
