import { describe, expect, it } from 'vitest'
import type { Sync } from '@/api/types'
import { applySync, manifestOf, packedValues, type Pack } from '@/domain/pack'

const item = (id: number, etag: string) => ({ etag, item: { site: { id }, state: etag } })
const answer = (parts: Record<string, unknown>): Sync =>
  ({
    ...{ now: '2026-11-23T02:00:00Z', windows: [], tiles: null },
    ...{ items: { changed: [], gone: [] }, grids: { changed: [], gone: [] }, kinds: { changed: [], gone: [] } },
    ...parts,
  }) as unknown as Sync

const first = applySync(
  null,
  1,
  answer({
    items: { changed: [item(7, 'a'), item(8, 'b')], gone: [] },
    grids: { changed: [{ etag: 'g', grid: { id: 3, name: 'x' } }], gone: [] },
    kinds: { changed: [{ etag: 'k', kind: { code: 'rental' } }], gone: [] },
  }),
)

describe('the pack', () => {
  it('says what it has by etag, and nothing while it is missing', () => {
    expect(manifestOf(first)).toEqual({ items: { 7: 'a', 8: 'b' }, grids: { 3: 'g' }, kinds: { rental: 'k' } })
    expect(manifestOf(null)).toEqual({ items: {}, grids: {}, kinds: {} })
  })

  it('takes what changed and drops what was taken away', () => {
    const next = applySync(
      first,
      1,
      answer({ items: { changed: [item(8, 'c'), item(9, 'd')], gone: [7] }, kinds: { changed: [], gone: ['rental'] } }),
    )
    expect(manifestOf(next)).toEqual({ items: { 8: 'c', 9: 'd' }, grids: { 3: 'g' }, kinds: {} })
    expect(
      packedValues(next.items)
        .map((each) => each.site.id)
        .sort(),
    ).toEqual([8, 9])
  })

  it('stays as it is when nothing changed, but for the time', () => {
    const next: Pack = applySync(first, 1, answer({ now: '2026-11-23T03:00:00Z' }))
    expect(next).toEqual({ ...first, now: '2026-11-23T03:00:00Z' })
  })
})
