import type { Draft, DraftPhoto, Picture } from '@/device/records'
import { reactive, ref, shallowRef, watch } from 'vue'
import type { AttemptReason } from '@/api/types'
import { dropDraft, dropDraftPhoto, loadDraft, storeDraft, storeDraftPhoto } from '@/device/drafts'
import { newUid } from '@/device/hash'
import { StorageError } from '@/device/storage'
import { loadPhoto } from '@/device/visits'
import { wall } from '@/device/wake'
import type { Given } from '@/domain/checklist'

export interface ShownPhoto extends DraftPhoto {
  url: string
}

interface Subject {
  authorId: number
  siteId: number
  siteName: string
  kind: string
}

const blank = () => ({ given: {} as Given, attempt: null as AttemptReason | null, note: '', placeReason: '' })
const isFull = (error: unknown): boolean => error instanceof StorageError && error.trouble === 'full'

/**
 * What is being written about one visit, on the disk after every step where the phone keeps
 * anything. Begun with `begin`, over with `close` (the visit was saved) or `startAnew`.
 */
export function useDraft() {
  const form = reactive(blank())
  const photos = shallowRef<ShownPhoto[]>([])
  /** Since when an earlier attempt has been lying here, by the phone's clock; null for a new one. */
  const since = ref<number | null>(null)
  /** Whether the last step could not be written down because the phone is full. */
  const isUnsafe = ref(false)
  const blobs = new Map<string, Blob>()
  /** Hashes of photos that are in this page's memory alone. */
  const unkept = new Set<string>()
  let subject: Subject | null = null
  let uid = newUid()
  let startedAt = wall()
  let isOpen = false
  let isStored = false
  let writing: Promise<void> = Promise.resolve()

  function snapshot(): Draft {
    if (!subject) throw new Error('A draft needs a subject.')
    const told = JSON.parse(JSON.stringify(form)) as ReturnType<typeof blank>
    return { ...subject, ...told, uid, startedAt, photos: photos.value.map(({ url: _, ...photo }) => photo) }
  }

  async function begin(about: Subject): Promise<void> {
    subject = about
    const found = await loadDraft(about.authorId, about.siteId).catch(() => null)
    if (found) await restore(found)
    isOpen = true
  }

  async function restore(found: Draft): Promise<void> {
    ;({ uid, startedAt } = found)
    Object.assign(form, {
      given: found.given,
      attempt: found.attempt,
      note: found.note,
      placeReason: found.placeReason,
    })
    const shown = await Promise.all(
      found.photos.map(async (photo) => ({ photo, bytes: await loadPhoto(found.uid, photo.sha256) })),
    )
    photos.value = shown.flatMap(({ photo, bytes }) => (bytes ? [{ ...photo, url: urlOf(photo, bytes) }] : []))
    since.value = startedAt
    isStored = true
  }

  function urlOf({ sha256, type }: DraftPhoto, bytes: Uint8Array<ArrayBuffer>): string {
    const blob = new Blob([bytes], { type })
    blobs.set(sha256, blob)
    return URL.createObjectURL(blob)
  }

  /** One after another, so that an older state never lands over a newer one. */
  function write(act: () => Promise<void>): Promise<void> {
    const done = writing.then(act)
    writing = done.then(
      () => {
        isUnsafe.value = false
        isStored = true
      },
      (error: unknown) => void (isUnsafe.value = isFull(error)),
    )
    return done
  }

  /** Also called before the camera opens: the page may not live to see its picture. */
  async function keepNow(): Promise<void> {
    if (isOpen) await write(() => storeDraft(snapshot())).catch(() => undefined)
  }
  const isBlank = () => JSON.stringify(form) === JSON.stringify(blank())
  watch(form, () => void ((isStored || !isBlank()) && keepNow()), { deep: true })

  /** Rejects, and shows nothing, when the phone has no space for the picture; where it keeps nothing, memory serves. */
  async function addPhoto(photo: DraftPhoto, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    try {
      await write(() => storeDraftPhoto({ ...snapshot(), photos: [...snapshot().photos, photo] }, photo.sha256, bytes))
    } catch (error) {
      if (!(error instanceof StorageError) || isFull(error)) throw error
      unkept.add(photo.sha256)
    }
    photos.value = [...photos.value, { ...photo, url: urlOf(photo, bytes) }]
  }

  /** The bytes of the photos: of those in memory alone, or of all. */
  async function pictures(which: 'unkept' | 'all'): Promise<Picture[]> {
    const wanted = photos.value.filter(({ sha256 }) => which === 'all' || unkept.has(sha256))
    return Promise.all(
      wanted.map(async ({ sha256 }) => ({
        sha256,
        bytes: new Uint8Array(await blobs.get(sha256)!.arrayBuffer()),
      })),
    )
  }

  async function removePhoto(photo: ShownPhoto): Promise<void> {
    URL.revokeObjectURL(photo.url)
    blobs.delete(photo.sha256)
    photos.value = photos.value.filter((each) => each.sha256 !== photo.sha256)
    await write(() => dropDraftPhoto(snapshot(), photo.sha256)).catch(() => undefined)
  }

  async function describePhoto(photo: ShownPhoto, note: string): Promise<void> {
    photos.value = photos.value.map((each) => (each.sha256 === photo.sha256 ? { ...each, note } : each))
    await keepNow()
  }

  function release(): void {
    for (const photo of photos.value) URL.revokeObjectURL(photo.url)
  }

  /** The visit that came of it is being saved: from now on nothing more is written here. */
  async function close(): Promise<void> {
    isOpen = false
    await writing
  }

  function reopen(): void {
    isOpen = true
  }

  async function startAnew(): Promise<void> {
    await close()
    await dropDraft(snapshot()).catch(() => undefined)
    release()
    photos.value = []
    Object.assign(form, blank())
    uid = newUid()
    startedAt = wall()
    since.value = null
    isStored = false
    reopen()
  }

  return {
    form,
    photos,
    since,
    isUnsafe,
    uid: () => uid,
    begin,
    keepNow,
    addPhoto,
    removePhoto,
    describePhoto,
    pictures,
    close,
    reopen,
    release,
    startAnew,
  }
}
