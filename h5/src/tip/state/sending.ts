/**
 * Sends what was written. Everything is encrypted once, with its code and ids, and tried until it has
 * arrived: what the server has already is answered as if it had just come.
 */
import { computed, reactive } from 'vue'
import { fromBase64, toBase64 } from '@/device/base64'
import { failure, needsNewProof, TipError } from '../api/http'
import { sendPhoto, sendTip } from '../api/tips'
import type { Filed, NewTip } from '../api/types'
import { newCode } from '../domain/code'
import { textBytes, type Removed, type Report } from '../domain/contents'
import { encryptItem, wrapForCode, wrapForGroup } from '../domain/envelope'
import { codeKeys, newItemId, newTipKeys, wrapKey, type CodeKeys, type TipKeys } from '../domain/keys'
import { placeOf } from '../domain/place'
import { isSameReader, readerOf, type Group } from '../domain/published'
import { together } from '../domain/traces'
import { county, categoryNamed, loadCounty } from './county'
import { draft, emptyDraft } from './draft'
import { enterWith } from './entry'

const MOVED = 'reader-moved'

export type Stage = 'idle' | 'prove' | 'text' | 'photos' | 'done'

interface Parcel {
  code: string
  keys: CodeKeys
  tip: TipKeys
  report: { id: string; ct: string }
}

interface Sending {
  stage: Stage
  error: TipError | null
  /** How many photos have arrived, and how much of the next one has left. */
  arrived: number
  share: number
  refused: number
  removed: Removed
  filed: Filed | null
  code: string
  /** Somebody else would read it than the check screen said; nothing has left. */
  isMoved: boolean
}

const nothing = (): Sending => ({
  stage: 'idle',
  error: null,
  arrived: 0,
  share: 0,
  refused: 0,
  removed: { position: false, device: false, time: false },
  filed: null,
  code: '',
  isMoved: false,
})

export const sending: Sending = reactive(nothing())
export const isUnderWay = computed(() => !['idle', 'done'].includes(sending.stage) && !sending.error)

let parcel: Parcel | null = null
/** Who reads it, as the check screen named it. */
let shown: Group | null = null
let entry: { ticket: string; share: string } | null = null
let sentPhotos = new Set<string>()
let wasTried = false

/** Whether it may still be changed: not once it may have arrived. */
export const canEdit = (): boolean => !wasTried

function made(): Parcel {
  const { category, text, when, mode, spot, words, excluded } = draft
  const code = newCode()
  const tip = newTipKeys()
  const id = newItemId()
  const place = placeOf(mode, spot, words)
  const report: Report = {
    kind: 'report',
    n: 1,
    category,
    text: text.trim(),
    when: when.trim(),
    place,
    not_to: [...excluded],
  }
  return {
    code,
    keys: codeKeys(code),
    tip,
    report: { id: toBase64(id), ct: toBase64(encryptItem(tip.public, id, textBytes(report))) },
  }
}

/** With its newest key. @throws when it is not whom she was shown: another reader needs another look. */
function reader(): Group {
  const category = categoryNamed(draft.category)
  const group = county.value && category && readerOf(county.value, category, draft.excluded)
  if (!group || !isSameReader(group, shown)) throw new TipError('refused', MOVED)
  return group
}

function envelope(
  { keys, tip, report }: Parcel,
  { ticket, share }: { ticket: string; share: string },
  group: Group,
): NewTip {
  const [id, version] = [group.id, group.version]
  return {
    ticket,
    pk: toBase64(tip.public),
    receipt_wrap: toBase64(wrapForCode(wrapKey(fromBase64(share), keys.half), tip)),
    group: id,
    version,
    wraps: [{ group: id, version, sealed: toBase64(wrapForGroup(fromBase64(group.key), tip)) }],
    items: [report],
  }
}

async function prove(keys: CodeKeys): Promise<{ ticket: string; share: string }> {
  sending.stage = 'prove'
  return enterWith(keys.auth, 'send')
}

let encrypted: NewTip | null = null

async function sendText(whole: Parcel): Promise<Filed> {
  entry ??= await prove(whole.keys)
  sending.stage = 'text'
  encrypted ??= envelope(whole, entry, reader())
  wasTried = true
  return sendTip({ ...encrypted, ticket: entry.ticket })
}

/** What only needs another try with something renewed first. */
async function renewedAfter(error: TipError): Promise<boolean> {
  if (needsNewProof(error)) entry = null
  else if (error.code === 'tip-keys-changed') {
    await loadCounty(true)
    encrypted = null
  } else return false
  return true
}

async function sendPhotos(whole: Parcel): Promise<void> {
  sending.stage = 'photos'
  for (const [i, { id, blob, traces }] of draft.photos.entries()) {
    if (sentPhotos.has(id)) continue
    sending.share = 0
    entry ??= await prove(whole.keys)
    sending.stage = 'photos'
    const onProgress = (share: number) => (sending.share = share)
    try {
      const removed = await sendPhoto({ ticket: entry.ticket, id, n: i + 2, photo: blob, onProgress })
      sending.removed = together(sending.removed, together(traces, removed))
      sending.arrived += 1
    } catch (reason) {
      // One picture that cannot be taken in must not hold up the rest.
      if (!/^(photo-|too-large|unsupported)/.test(failure(reason).code)) throw reason
      sending.refused += 1
    }
    sentPhotos.add(id)
  }
}

async function attempt(renewals = 2): Promise<void> {
  parcel ??= made()
  const before = sentPhotos.size
  try {
    sending.filed ??= await sendText(parcel)
    await sendPhotos(parcel)
  } catch (reason) {
    const error = failure(reason)
    // As long as something arrives for each proof, it goes on.
    const left = sentPhotos.size > before ? 2 : renewals
    if (left > 0 && (await renewedAfter(error))) return attempt(left - 1)
    throw error
  }
}

/** To the reader whom she was shown. */
export async function sendTo(group: Group): Promise<void> {
  shown = group
  await send()
}

/** Also the way to try again: what has arrived is not sent twice. */
export async function send(): Promise<void> {
  if (isUnderWay.value || sending.stage === 'done') return
  Object.assign(sending, { error: null, isMoved: false })
  sending.stage = 'prove'
  try {
    await attempt()
    finish()
  } catch (reason) {
    const error = failure(reason)
    if (error.code === MOVED) backToCheck()
    else sending.error = error
  }
}

/** The server has refused it, so that all may be encrypted anew, and changed before. */
function backToCheck(): void {
  forgetSending()
  sending.isMoved = true
}

/** The text has arrived; the rest of the photos are left behind. */
export function finish(): void {
  sending.code = parcel?.code ?? ''
  sending.error = null
  sending.stage = 'done'
  emptyDraft()
}

export function forgetSending(): void {
  parcel = shown = entry = encrypted = null
  sentPhotos = new Set()
  wasTried = false
  Object.assign(sending, nothing())
}
