/** A tip opened with its code: read, answered, added to, withdrawn. In memory until the page is left. */
import { computed, reactive, shallowRef } from 'vue'
import { fromBase64, toBase64 } from '@/device/base64'
import { failure, needsNewProof, TipError } from '../api/http'
import { photoOf, readOn, sendItem, sendPhoto, slipFor, withdraw } from '../api/tips'
import type { EncryptedItem, OpenAnswer, PageItem, ThreadPage } from '../api/types'
import { readPhoto, readText, textBytes, type Content, type Removed } from '../domain/contents'
import { decryptItem, decryptPage, encryptItem, unwrapForCode } from '../domain/envelope'
import { codeKeys, newItemId, pageKey, slipCommitment, wrapKey, type CodeKeys, type TipKeys } from '../domain/keys'
import { threadOf, type Opened } from '../domain/thread'
import { together } from '../domain/traces'
import type { DraftPhoto } from './draft'
import { enterWith } from './entry'
import { loadPaidLists } from './paid'

type Facts = Pick<ThreadPage, 'state' | 'day' | 'delete_after' | 'can_withdraw'>

interface Key {
  keys: CodeKeys
  tip: TipKeys
  share: Uint8Array
  ticket: string
}

let key: Key | null = null
const facts = shallowRef<Facts | null>(null)
const items = shallowRef<Opened[]>([])
/** Fetched photos by their item's id, as addresses within the page. */
export const pictures = reactive(new Map<string, string>())

export const threadFacts = computed(() => facts.value)
export const thread = computed(() => (facts.value ? threadOf(items.value, facts.value.day) : null))

/** Items of another kind, or that somebody spoilt, are left out: they must not hide the rest. */
function opened(tip: TipKeys, { id, day }: PageItem, encrypted: Uint8Array): Opened | null {
  try {
    const content = readText(decryptItem(tip, fromBase64(id), encrypted))
    return content && { id, day, content }
  } catch {
    return null
  }
}

function pageIn(share: Uint8Array, bytes: Uint8Array): ThreadPage {
  const text = decryptPage(pageKey(share), bytes)
  // Never issued, withdrawn or deleted: the server answers all alike.
  if (text === null) throw new TipError('refused', 'unknown-code')
  return JSON.parse(text) as ThreadPage
}

function tipIn(page: ThreadPage, share: Uint8Array, keys: CodeKeys): TipKeys {
  return unwrapForCode(wrapKey(share, keys.half), fromBase64(page.receipt_wrap), fromBase64(page.pk))
}

async function restOf(page: ThreadPage, { ticket, share }: { ticket: string; share: Uint8Array }): Promise<PageItem[]> {
  const found = [...page.items]
  for (let more = page.more; more;) {
    const last = found[found.length - 1]
    const next = pageIn(share, await readOn(ticket, last?.id ?? null))
    found.push(...next.items)
    more = next.more && next.items.length > 0
  }
  return found
}

async function loadAnswer(answer: OpenAnswer, keys: CodeKeys): Promise<void> {
  const share = fromBase64(answer.share)
  const page = pageIn(share, fromBase64(answer.page ?? ''))
  const tip = tipIn(page, share, keys)
  const listed = await restOf(page, { ticket: answer.ticket, share })
  const known = new Map(items.value.map((item) => [item.id, item]))
  const found: Opened[] = []
  for (const item of listed) {
    const { id, day, photo, ct } = item
    const encrypted = ct ? fromBase64(ct) : null
    // Photos wait for a tap; a text too long for a page is fetched now.
    const fresh = photo
      ? { id, day, content: null }
      : opened(tip, item, encrypted ?? (await photoOf(answer.ticket, id)))
    const one = known.get(id) ?? fresh
    if (one) found.push(one)
  }
  key = { keys, tip, share, ticket: answer.ticket }
  items.value = found
  facts.value = page
}

/** @throws TipError; `unknown-code` when no tip has it. */
export async function openThread(digits: string): Promise<void> {
  const keys = codeKeys(digits)
  void loadPaidLists()
  await loadAnswer(await enterWith(keys.auth, 'open'), keys)
}

async function renew(): Promise<Key> {
  if (!key) throw new TipError('refused', 'unknown-code')
  await loadAnswer(await enterWith(key.keys.auth, 'open'), key.keys)
  return key
}

/** A ticket holds for some minutes; after it the page shows the code again by itself. */
async function withTicket<T>(act: (key: Key) => Promise<T>): Promise<T> {
  if (!key) throw new TipError('refused', 'unknown-code')
  try {
    return await act(key)
  } catch (reason) {
    if (!needsNewProof(failure(reason))) throw reason
    return act(await renew())
  }
}

/** @throws TipError */
export async function refresh(): Promise<void> {
  await withTicket(async ({ ticket, share, keys }) => {
    const page = toBase64(await readOn(ticket, null))
    await loadAnswer({ ticket, share: toBase64(share), page }, keys)
  })
}

/** What is to be sent, encrypted once: a second try is the same item. @throws TipError */
export function encryptContent(content: Content): EncryptedItem {
  if (!key) throw new TipError('refused', 'unknown-code')
  const id = newItemId()
  return { id: toBase64(id), ct: toBase64(encryptItem(key.tip.public, id, textBytes(content))) }
}

/** @throws TipError */
export async function add(item: EncryptedItem): Promise<void> {
  await withTicket(({ ticket }) => sendItem(ticket, item))
  await refresh()
}

/** Answers with what was taken out of it, here and there. @throws TipError */
export async function addPhoto(
  { id, blob, traces }: DraftPhoto,
  onProgress: (share: number) => void,
): Promise<Removed> {
  const n = thread.value?.next ?? 1
  return together(traces, await withTicket(({ ticket }) => sendPhoto({ ticket, id, n, photo: blob, onProgress })))
}

/** @throws TipError */
export async function fetchPhoto(id: string): Promise<void> {
  const encrypted = await withTicket(({ ticket }) => photoOf(ticket, id))
  if (!key) return
  const { photo, jpeg } = readPhoto(decryptItem(key.tip, fromBase64(id), encrypted))
  items.value = items.value.map((item) => (item.id === id ? { ...item, content: photo } : item))
  pictures.set(id, URL.createObjectURL(new Blob([jpeg], { type: 'image/jpeg' })))
}

/** The whole tip. @throws TipError */
export async function withdrawAll(): Promise<void> {
  await withTicket(({ ticket }) => withdraw(ticket, null))
  closeThread()
}

/** One message or photo. @throws TipError */
export async function withdrawItem(id: string): Promise<void> {
  await withTicket(({ ticket }) => withdraw(ticket, id))
  await refresh()
}

/** @throws TipError */
export const slip = (): Promise<string> => withTicket(({ ticket, keys }) => slipFor(ticket, slipCommitment(keys.half)))

export function closeThread(): void {
  pictures.forEach((url) => URL.revokeObjectURL(url))
  pictures.clear()
  key = null
  facts.value = null
  items.value = []
}
