import type { NewVisit, Picture, SendingPhoto, StoredVisit } from '@/device/records'
import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { runAlone } from '@/device/alone'
import { StorageError } from '@/device/storage'
import { takeUnkept } from '@/device/unkept'
import { alterVisit, forgetVisit, loadVisits, storeVisit } from '@/device/visits'
import { mayBeOnline, onWake, wall } from '@/device/wake'
import { chooseBatch } from '@/domain/batch'
import { createBlame } from '@/domain/blame'
import { backOff, isPast, isUnsent, nextTurn, type Verdict } from '@/domain/queue'
import { deliverPhoto, deliverText, deliverTexts } from './delivery'
import { notePhoto, noteText } from './outcomes'
import { useSession } from './session'

const canGo = (photo: SendingPhoto): boolean => !photo.sent && photo.trouble === null

/** Photos of a visit: those that are not on the disk yet, or all of them. */
export type Pictures = (which: 'unkept' | 'all') => Promise<Picture[]>

/**
 * Visits on their way to the server. Stored first, sent after, dropped only with a receipt. The
 * disk is the truth, `visits` its picture; when the line rests after a failure, all of it rests.
 * Where the phone keeps nothing, a visit goes out of this page's memory, if there is a line.
 */
export const useOutbox = defineStore('outbox', () => {
  const visits = shallowRef<StoredVisit[]>([])
  const sending = shallowRef<string | null>(null)
  const isLoaded = shallowRef(false)
  /** When the line will move by itself again, by the phone's clock; null while it moves or has nothing to do. */
  const restsUntil = shallowRef<number | null>(null)
  let running: Promise<void> | null = null
  let isWanted = false
  let alarm: ReturnType<typeof setTimeout> | null = null
  const blame = createBlame()

  const mine = computed(() => {
    const owner = useSession().me?.id
    return visits.value.filter((v) => v.authorId === owner).sort((a, b) => b.seq - a.seq)
  })
  const unsent = computed(() => mine.value.filter(isUnsent))
  /** Of these, what lives in this page alone, and what is safe on the phone. */
  const unkept = computed(() => unsent.value.filter((v) => v.isUnkept))
  const safe = computed(() => unsent.value.filter((v) => !v.isUnkept))
  /** What other people left on this phone, by author: only they can send it as theirs. */
  const others = computed(() => {
    const owner = useSession().me?.id
    const left = visits.value.filter((v) => v.authorId !== owner && isUnsent(v))
    return [...new Set(left.map((v) => v.authorId))].map((authorId) => {
      const theirs = left.filter((v) => v.authorId === authorId)
      return { authorId, name: theirs[0]!.authorName, count: theirs.length }
    })
  })
  const visit = (uid: string) => visits.value.find((v) => v.uid === uid)

  async function picture(): Promise<StoredVisit[]> {
    // Without storage there is nothing to find; saving a visit will say so in plain words.
    const found = await loadVisits().catch(() => visits.value)
    visits.value = found
    return found
  }

  function put(changed: StoredVisit | null): void {
    if (changed) visits.value = visits.value.map((v) => (v.uid === changed.uid ? changed : v))
  }

  async function load(): Promise<void> {
    const past = (await picture()).filter((v) => isPast(v, wall()))
    visits.value = visits.value.filter((v) => !past.includes(v))
    isLoaded.value = true
    for (const { uid } of past) void forgetVisit(uid)
    onWake(
      () => void flush(),
      () => void wake(),
    )
    await flush()
  }

  async function place(fresh: NewVisit, pictures: Pictures): Promise<StoredVisit> {
    try {
      return await storeVisit(fresh, await pictures('unkept'))
    } catch (error) {
      if (!(error instanceof StorageError) || !mayBeOnline()) throw error
      return takeUnkept(fresh, await pictures('all'))
    }
  }

  /**
   * Resolves when the visit is durable on this phone, or in this page's memory when the phone keeps nothing but has a line.
   * @throws StorageError when it is neither
   */
  async function add(fresh: NewVisit, pictures: Pictures = async () => []): Promise<void> {
    const placed = await place(fresh, pictures)
    visits.value = [...visits.value, placed]
    void flush()
  }

  /** Sends the text of a visit, or its next photo, and writes down what became of it. */
  const take = (turn: StoredVisit): Promise<Verdict> =>
    written(() => (turn.state === 'waiting' ? takeText(turn) : takePhoto(turn)))

  async function written(attempt: () => Promise<Verdict>): Promise<Verdict> {
    try {
      return await attempt()
    } catch (error) {
      if (!(error instanceof StorageError)) throw error
      // Whatever the server said could not be written down: it says the same again.
      return { kind: 'retry', trouble: { kind: 'odd' }, atLeastMs: 0 }
    }
  }

  async function takeText(turn: StoredVisit): Promise<Verdict> {
    const verdict = await deliverText(turn)
    put(await noteText(turn.uid, verdict))
    return verdict
  }

  /** Sends many texts at once; whether the line goes on, or `alone` when they have to go one by one. */
  async function takeTexts(turns: StoredVisit[]): Promise<boolean | 'alone'> {
    const verdicts = await deliverTexts(turns)
    if (!verdicts) return 'alone'
    let goesOn = true
    for (const [n, turn] of turns.slice(0, verdicts.length).entries()) {
      const verdict = await written(async () => {
        put(await noteText(turn.uid, verdicts[n]!))
        return verdicts[n]!
      })
      goesOn = (goesOn || verdict.kind !== 'retry') && settle(turn, verdict) && goesOn
    }
    return goesOn
  }

  async function takePhoto(turn: StoredVisit): Promise<Verdict> {
    const photo = turn.photos.find(canGo)!
    const verdict = await deliverPhoto({ ...turn, receipt: turn.receipt! }, photo)
    put(await notePhoto(turn.uid, photo.sha256, verdict))
    return verdict
  }

  /** Whether the line goes on after this turn. */
  function settle(turn: StoredVisit, verdict: Verdict): boolean {
    if (verdict.kind === 'log_in') {
      useSession().lost()
      return false
    }
    if (verdict.kind !== 'retry') {
      if (blame.pass(turn.uid)) forgive()
      return true
    }
    rest(Math.max(backOff(blame.fail(turn.uid), Math.random()), verdict.atLeastMs))
    return false
  }

  /** The line is back, and no visit is blamed for the time without one. */
  const forgive = (): void => blame.forgive(visits.value.filter((v) => v.trouble?.kind === 'network'))

  function rest(waitMs: number): void {
    restsUntil.value = wall() + waitMs
    alarm = setTimeout(() => {
      stir()
      void flush()
    }, waitMs)
  }

  /** Ends a rest before its time. */
  function stir(): void {
    if (alarm !== null) clearTimeout(alarm)
    alarm = null
    restsUntil.value = null
  }

  async function run(): Promise<void> {
    let together = true
    while (alarm === null) {
      const owner = useSession().me?.id
      if (owner === undefined) return
      const stored = await picture()
      const turns = stored.map((v) => ({ ...v, photosToSend: v.photos.filter(canGo).length }))
      const batch = together ? chooseBatch(turns, owner, blame.count) : []
      if (batch.length > 0) {
        sending.value = batch[0]!.uid
        const goesOn = await takeTexts(batch)
        together = goesOn !== 'alone'
        if (!goesOn) return
        continue
      }
      const uid = nextTurn(turns, owner, blame.count)?.uid
      const turn = stored.find((v) => v.uid === uid)
      if (!turn) return
      sending.value = turn.uid
      if (!settle(turn, await take(turn))) return
    }
  }

  /** Until nobody has asked again meanwhile: what is saved while the line ends must not wait for the next beat. */
  async function drain(): Promise<void> {
    do {
      isWanted = false
      await runAlone('outbox', run)
      // Another page may have been at it instead.
      await picture()
    } while (isWanted)
  }

  function flush(): Promise<void> {
    isWanted = true
    running ??= drain().finally(() => {
      running = null
      sending.value = null
    })
    return running
  }

  /** The network is back: however long the rest had grown, it is over. */
  async function wake(): Promise<void> {
    blame.renew()
    forgive()
    stir()
    await flush()
  }

  /** "立即上传": what was refused gets a fresh chance, too. */
  async function retryNow(): Promise<void> {
    await running
    for (const { uid } of unsent.value) {
      const again = (v: StoredVisit): StoredVisit => ({
        ...v,
        state: v.state === 'parked' ? 'waiting' : v.state,
        photos: v.photos.map((photo) => ({ ...photo, trouble: null })),
      })
      put(await alterVisit(uid, again))
    }
    blame.clear()
    await wake()
  }

  /** Remembers that these were put into a rescue file. They stay until their receipts are here. */
  async function exported(uids: string[]): Promise<void> {
    for (const uid of uids) put(await alterVisit(uid, (v) => ({ ...v, exportedAt: wall() })))
  }

  return {
    ...{ visits, isLoaded, mine, unsent, unkept, safe, others, sending, restsUntil },
    ...{ visit, load, add, flush, retryNow, exported },
  }
})
