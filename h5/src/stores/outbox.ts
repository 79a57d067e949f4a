import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { sendCheckin, sendPhoto } from '@/api/checkins'
import { ApiError } from '@/api/http'
import { dropPhoto, forgetVisit, loadPhoto, loadVisits, storeVisit, updateVisit, type StoredVisit } from '@/device/vault'
import { onWake, wall } from '@/device/wake'
import { isPast, isUnsent, judgeAnswer, judgeFailure, nextTurn, type Verdict } from '@/domain/queue'
import { useSession } from './session'

type Photos = { sha256: string; bytes: Uint8Array<ArrayBuffer> }[]

/** Visits on their way to the server. Stored first, sent after, dropped only with a receipt. */
export const useOutbox = defineStore('outbox', () => {
  const visits = shallowRef<StoredVisit[]>([])
  const sending = shallowRef<string | null>(null)
  const isLoaded = shallowRef(false)
  let running: Promise<void> | null = null

  const mine = computed(() => {
    const owner = useSession().me?.id
    return visits.value.filter((v) => v.authorId === owner).sort((a, b) => b.createdAt - a.createdAt)
  })
  const unsent = computed(() => mine.value.filter(isUnsent))
  const visit = (uid: string) => visits.value.find((v) => v.uid === uid)

  function put(changed: StoredVisit): void {
    visits.value = visits.value.map((v) => (v.uid === changed.uid ? changed : v))
  }

  async function load(): Promise<void> {
    // Without storage there is nothing to find; saving a visit will say so in plain words.
    const found = await loadVisits().catch(() => [])
    visits.value = found.filter((v) => !isPast(v, wall()))
    isLoaded.value = true
    for (const visit of found) if (isPast(visit, wall())) void forgetVisit(visit.uid)
    onWake(() => void flush(), () => void reconnect())
    await flush()
  }

  /** Resolves when the visit and its photos are durable on this phone. */
  async function add(fresh: StoredVisit, photos: Photos): Promise<void> {
    await storeVisit(fresh, photos)
    visits.value = [...visits.value, fresh]
    void flush()
  }

  async function attempt(turn: StoredVisit): Promise<Verdict> {
    try {
      const answer = await sendCheckin(turn.body)
      return judgeAnswer(answer.data, turn.uid, turn.content, turn.attempts, Math.random())
    } catch (error) {
      return judgeFailure(error instanceof ApiError ? error.failure : { kind: 'network' }, turn.attempts, Math.random())
    }
  }

  async function sendText(turn: StoredVisit): Promise<boolean> {
    return settle(turn, await attempt(turn))
  }

  async function sendNextPhoto(turn: StoredVisit): Promise<boolean> {
    const photo = turn.photos.find((p) => !p.sent)
    const bytes = photo ? await loadPhoto(turn.uid, photo.sha256) : null
    if (!photo) return true
    try {
      if (bytes) await sendPhoto(photo.sha256, bytes, photo.type)
    } catch (error) {
      const failure = error instanceof ApiError ? error.failure : { kind: 'network' as const }
      return settle(turn, judgeFailure(failure, turn.attempts, Math.random()))
    }
    const photos = turn.photos.map((p) => (p === photo ? { ...p, sent: true } : p))
    const changed = { ...turn, photos, photosLeft: photos.filter((p) => !p.sent).length, attempts: 0, trouble: null }
    await dropPhoto(changed, photo.sha256)
    put(changed)
    return true
  }

  /** Writes down what became of a turn; false when nothing more can be sent now. */
  async function settle(turn: StoredVisit, verdict: Verdict): Promise<boolean> {
    const changed = { ...turn, attempts: turn.attempts + 1 }
    if (verdict.kind === 'delivered') Object.assign(changed, { state: 'delivered', receipt: verdict.receipt, attempts: 0, nextAt: 0, trouble: null })
    if (verdict.kind === 'retry') Object.assign(changed, { nextAt: wall() + verdict.waitMs, trouble: 'network' })
    if (verdict.kind === 'parked') Object.assign(changed, { state: turn.receipt ? 'delivered' : 'parked', nextAt: Infinity, trouble: verdict.code })
    if (verdict.kind === 'log_in') useSession().lost()
    await updateVisit(changed)
    put(changed)
    return verdict.kind !== 'log_in'
  }

  async function run(): Promise<void> {
    for (;;) {
      const owner = useSession().me?.id
      const turn = owner === undefined ? null : nextTurn(visits.value, owner, wall())
      const stored = turn ? visit(turn.uid) : undefined
      if (!stored) return
      sending.value = stored.uid
      const goesOn = stored.state === 'waiting' ? await sendText(stored) : await sendNextPhoto(stored)
      if (!goesOn) return
    }
  }

  function flush(): Promise<void> {
    running ??= run().finally(() => {
      running = null
      sending.value = null
    })
    return running
  }

  /** The network is back: what waits only for that goes now, however long the wait had grown. */
  async function reconnect(): Promise<void> {
    visits.value = visits.value.map((v) => (v.trouble === 'network' ? { ...v, nextAt: 0 } : v))
    await flush()
  }

  /** "立即上传": waits and parked items get a fresh chance now. */
  async function retryNow(): Promise<void> {
    visits.value = visits.value.map((v) =>
      isUnsent(v) ? { ...v, nextAt: 0, state: v.state === 'parked' ? 'waiting' : v.state } : v,
    )
    await flush()
  }

  return { visits, isLoaded, mine, unsent, sending, visit, load, add, flush, retryNow }
})
