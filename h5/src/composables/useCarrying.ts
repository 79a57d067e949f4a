import { computed, onScopeDispose, shallowRef } from 'vue'
import { ApiError } from '@/api/http'
import { sendParcel } from '@/api/rescues'
import { sha256 } from '@/device/hash'
import { storeCopy, loadCopy } from '@/device/vault'
import { onWake } from '@/device/wake'
import { count, judgeParcel, type Fate } from '@/domain/carrying'
import { backOff } from '@/domain/queue'
import { useSession } from '@/stores/session'

/** What was brought before, by hash: choosing the file again goes on where it stopped. */
const MEMORY = 'carried'
const REMEMBERED = 1000
const LONGEST_WAIT_MS = 30_000

/** Brings parcels to the server one after another, in their order, until each has met its fate. */
export function useCarrying() {
  const fates = shallowRef<Fate[]>([])
  /** The code of the last answer's receipt, for its author. */
  const code = shallowRef<string | null>(null)
  const isWaiting = shallowRef(false)
  const isForbidden = shallowRef(false)
  const isBusy = shallowRef(false)
  let isOver = false
  let hurry: () => void = () => undefined

  const arrived = computed(() => count(fates.value, 'arrived'))
  const left = computed(() => count(fates.value, 'waiting'))

  function settle(index: number, fate: Fate): void {
    fates.value = fates.value.map((f, i) => (i === index ? fate : f))
  }

  /** Until the network may be back, somebody taps, or the time is over. */
  function pause(failures: number): Promise<void> {
    const ms = Math.min(LONGEST_WAIT_MS, backOff(failures, Math.random()))
    isWaiting.value = true
    return new Promise<void>((resolve) => {
      const timer = window.setTimeout(resolve, ms)
      hurry = () => {
        window.clearTimeout(timer)
        resolve()
      }
    }).finally(() => (isWaiting.value = false))
  }

  /** Sends one parcel as often as it takes; null when the rest cannot go on either. */
  async function bring(bytes: Uint8Array<ArrayBuffer>): Promise<Fate | null> {
    for (let failures = 0; !isOver; failures += 1) {
      try {
        const delivered = await sendParcel(bytes)
        code.value = delivered.code ?? code.value
        return 'arrived'
      } catch (error) {
        const verdict = judgeParcel(error instanceof ApiError ? error.failure : { kind: 'network' })
        if (verdict === 'refused' || verdict === 'unreadable') return verdict
        if (verdict === 'log_in') useSession().lost()
        isForbidden.value = verdict === 'forbidden'
        if (verdict !== 'retry') return null
      }
      await pause(failures)
    }
    return null
  }

  async function run(parcels: Blob[], known: string[]): Promise<void> {
    for (const [index, parcel] of parcels.entries()) {
      const bytes = new Uint8Array(await parcel.arrayBuffer())
      const hash = await sha256(bytes)
      const fate = known.includes(hash) ? 'arrived' : await bring(bytes)
      if (fate === null) return
      settle(index, fate)
      if (fate !== 'arrived' || known.includes(hash)) continue
      known.push(hash)
      await storeCopy(MEMORY, known.slice(-REMEMBERED))
    }
  }

  async function carry(parcels: Blob[]): Promise<void> {
    if (isBusy.value) return
    fates.value = parcels.map(() => 'waiting')
    code.value = null
    isBusy.value = true
    try {
      await run(parcels, (await loadCopy<string[]>(MEMORY)) ?? [])
    } finally {
      isBusy.value = false
    }
  }

  const stopListening = onWake(() => hurry())
  onScopeDispose(() => {
    isOver = true
    stopListening()
    hurry()
  })

  return { fates, code, arrived, left, isBusy, isWaiting, isForbidden, carry, hurry: () => hurry() }
}
