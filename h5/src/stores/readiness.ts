import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { issueKey } from '@/api/devices'
import { ApiError } from '@/api/http'
import { fromBase64 } from '@/device/base64'
import { newUid } from '@/device/hash'
import { forgetKey, loadKey, storeKey } from '@/device/keyring'
import { requestPersistence, measureFreeSpace, phoneName, type FreeSpace } from '@/device/space'
import { storeReserve } from '@/device/reserve'
import { shellReady } from '@/device/shell'
import { storeCopy, loadCopy } from '@/device/vault'
import { useClock } from './clock'
import { useOutbox } from './outbox'
import { useSession } from './session'
import { useToday } from './today'

/** Loads every file that a day without signal needs; the router knows which. */
export type FetchCode = () => Promise<void>

/** What is on board for a day without signal. */
export const useReadiness = defineStore('readiness', () => {
  const today = useToday()
  const clock = useClock()
  const hasKey = shallowRef(false)
  const hasCode = shallowRef(false)
  /** The files survive closing the page; without this it must stay open. */
  const hasShell = shallowRef(false)
  const space = shallowRef<FreeSpace | null>(null)
  let asking: Promise<void> | null = null

  const isReady = computed(() => !today.isStale && today.isKept && clock.held !== null && hasKey.value && hasCode.value)

  async function issue(accountId: number): Promise<void> {
    // The id is written down first: an answer that gets lost must not leave a second key behind.
    const name = `key-id-${accountId}`
    const id = (await loadCopy<string>(name)) ?? newUid()
    await storeCopy(name, id)
    try {
      const issued = await issueKey(id, phoneName())
      await storeKey({ accountId, id, key: fromBase64(issued.key), sealKey: fromBase64(issued.seal_key) })
    } catch (error) {
      // Revoked meanwhile, or taken: the next try begins with another.
      if (error instanceof ApiError && error.code === 'not-found') await storeCopy(name, newUid())
      throw error
    }
  }

  async function ensure(accountId: number): Promise<void> {
    if (!(await loadKey(accountId))) await issue(accountId)
    hasKey.value = true
  }

  /** The key with which this phone marks photos and encrypts what it cannot send, asked for once. @throws ApiError */
  async function ensureKey(): Promise<void> {
    const accountId = useSession().me?.id
    if (accountId === undefined) return
    asking ??= ensure(accountId).finally(() => (asking = null))
    await asking
  }

  /** This phone's own key was revoked: the next preparation brings another. */
  async function dropKey(id: string): Promise<void> {
    const accountId = useSession().me?.id ?? 0
    if ((await loadKey(accountId))?.id !== id) return
    await forgetKey(accountId)
    await storeCopy(`key-id-${accountId}`, null)
    hasKey.value = false
  }

  async function look(): Promise<void> {
    const accountId = useSession().me?.id ?? 0
    hasKey.value = (await loadKey(accountId).catch(() => null)) !== null
    hasShell.value = (await shellReady()).ready
    space.value = await measureFreeSpace()
  }

  const board = (fetchCode: FetchCode): Promise<unknown>[] => [
    ensureKey(),
    fetchCode().then(() => void (hasCode.value = true)),
    storeReserve(),
  ]

  /** What comes along by itself while there is signal; whatever fails is asked for again later. */
  async function bringAlong(fetchCode: FetchCode): Promise<void> {
    await Promise.allSettled(board(fetchCode))
    await look()
  }

  /** One tap: everything for the day. @throws ApiError for the first thing that could not be had. */
  async function prepare(fetchCode: FetchCode): Promise<void> {
    await requestPersistence()
    const all = await Promise.allSettled([today.load(), ...board(fetchCode), useOutbox().flush()])
    await look()
    const failed = all.find((each) => each.status === 'rejected')
    if (failed) throw failed.reason
  }

  return { hasKey, hasCode, hasShell, space, isReady, ensureKey, dropKey, look, bringAlong, prepare }
})
