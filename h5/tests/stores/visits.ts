import type { Draft, NewVisit } from '@/device/records'
import { ApiError, type ApiFailure } from '@/api/http'
import type { Me, Receipt } from '@/api/types'
import { createPinia, setActivePinia } from 'pinia'
import { vi } from 'vitest'
import { storeDraftPhoto } from '@/device/drafts'
import { newUid } from '@/device/hash'
import { vault } from '@/device/vault'
import { useSession } from '@/stores/session'

export const BYTES = new Uint8Array([1, 2, 3])

export function visit(photos = 1): NewVisit {
  const uid = newUid()
  return {
    uid,
    authorId: 1,
    authorName: '王巡',
    createdAt: Date.now(),
    state: 'waiting',
    photosLeft: photos,
    exportedAt: null,
    body: new TextEncoder().encode(uid),
    content: `hash of ${uid}`,
    siteId: 7,
    siteName: '17 号',
    kind: 'rental',
    trouble: null,
    receipt: null,
    photos: Array.from({ length: photos }, (_, i) => ({
      sha256: `p${i}`,
      type: 'image/jpeg',
      sent: false,
      trouble: null,
    })),
  }
}
/** Its photos lie on the phone since they were taken. */
export async function storePhotosOf(v: NewVisit): Promise<NewVisit> {
  const draft = { authorId: v.authorId, siteId: v.siteId, uid: v.uid } as Draft
  for (const { sha256 } of v.photos) await storeDraftPhoto(draft, sha256, BYTES)
  return v
}
export const receipt = (v: NewVisit) =>
  ({ facts: { id: v.uid, content: v.content }, code: 'K492QX7F' }) as unknown as Receipt
export const refused = (failure: ApiFailure) => Promise.reject(new ApiError(failure))
export const problem = (status: number, code: string): ApiFailure => ({
  kind: 'problem',
  retryAfterS: null,
  problem: { code, status, title: '', title_en: '', detail: null, fields: [] },
})

/** An empty phone, on which person 1 is signed in; before each test. */
export async function emptyPhone(): Promise<void> {
  const db = await vault()
  await Promise.all((['visits', 'photos', 'drafts'] as const).map((store) => db.clear(store)))
  setActivePinia(createPinia())
  vi.resetAllMocks()
  useSession().me = { id: 1 } as Me
}
