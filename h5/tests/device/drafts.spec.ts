import 'fake-indexeddb/auto'
import type { Draft, NewVisit } from '@/device/records'
import { beforeEach, describe, expect, it } from 'vitest'
import { dropDraft, dropDraftPhoto, loadDraft, loadDrafts, storeDraft, storeDraftPhoto } from '@/device/drafts'
import { vault } from '@/device/vault'
import { loadPhoto, storeVisit } from '@/device/visits'

const BYTES = new Uint8Array([1, 2, 3])
const draft = (authorId: number, siteId: number): Draft => ({
  authorId,
  siteId,
  uid: `u${authorId}-${siteId}`,
  siteName: '17 号',
  kind: 'rental',
  startedAt: 5,
  given: {},
  attempt: null,
  note: '',
  placeReason: '',
  photos: [],
})

beforeEach(async () => {
  const db = await vault()
  await Promise.all((['visits', 'photos', 'drafts'] as const).map((store) => db.clear(store)))
})

describe('drafts', () => {
  it('are one for each person and site', async () => {
    await Promise.all([storeDraft(draft(1, 7)), storeDraft(draft(1, 8)), storeDraft(draft(2, 7))])
    await storeDraft({ ...draft(1, 7), note: 'again' })
    expect((await loadDrafts(1)).map((each) => [each.siteId, each.note])).toEqual([
      [7, 'again'],
      [8, ''],
    ])
    expect(await loadDraft(2, 8)).toBeNull()
  })

  it('take their photos along, and away', async () => {
    const one = draft(1, 7)
    await storeDraftPhoto(one, 'p', BYTES)
    await storeDraftPhoto(draft(1, 8), 'p', BYTES)
    expect(await loadPhoto(one.uid, 'p')).toEqual(BYTES)
    await dropDraftPhoto(one, 'p')
    expect(await loadPhoto(one.uid, 'p')).toBeNull()
    await storeDraftPhoto(one, 'q', BYTES)
    await dropDraft(one)
    expect(await loadPhoto(one.uid, 'q')).toBeNull()
    expect(await loadDraft(1, 7)).toBeNull()
    expect(await loadPhoto(draft(1, 8).uid, 'p')).toEqual(BYTES)
  })

  it('end in the same step in which their visit begins, with the photos in place', async () => {
    const one = draft(1, 7)
    await storeDraftPhoto(one, 'p', BYTES)
    const visit = { uid: one.uid, authorId: 1, siteId: 7 } as NewVisit
    expect((await storeVisit(visit)).seq).toBe(1)
    expect((await storeVisit({ ...visit, uid: 'other' })).seq).toBe(2)
    expect(await loadDraft(1, 7)).toBeNull()
    expect(await loadPhoto(one.uid, 'p')).toEqual(BYTES)
  })

  it('stay when the visit could not be stored', async () => {
    await storeDraft(draft(1, 7))
    const visit = { uid: 'u1-7', authorId: 1, siteId: 7 } as NewVisit
    await storeVisit({ ...visit, siteId: 9, content: 'another' })
    await expect(storeVisit(visit)).rejects.toThrow()
    expect(await loadDraft(1, 7)).not.toBeNull()
  })
})
