import { describe, expect, it } from 'vitest'
import type { CheckinBody, Receipt, Checkpoint } from '@/api/types'
import { nearestOpen, checkpointStateOf, findReached } from '@/domain/checkpoints'
import { isUnlisted, ownVisit, type OwnVisit } from '@/domain/ownVisit'

/** One metre north at this latitude, in degrees. */
const METRE = 1 / 110_773
const spot = (northM: number, accuracy: number | null = 5) => ({ lon: 117.37, lat: 25.94 + northM * METRE, accuracy })

function checkpoint(id: number, northM: number, reached: string | null = null): Checkpoint {
  const { lon, lat } = spot(northM)
  return { id, name: `checkpoint ${id}`, lon, lat, radius_m: 50, reached_at: reached, reached_by: reached && 'Li' }
}

const visit = (northM: number, told: Partial<OwnVisit> = {}): OwnVisit => ({
  ...{
    site: 1,
    at: '2026-11-23T02:00:00Z',
    result: 'normal',
    fix: { ...spot(northM), at: '2026-11-23T02:00:00Z' },
    isPending: false,
  },
  ...told,
})

describe('the checkpoint that a fix reaches', () => {
  const checkpoints = [checkpoint(3, 0), checkpoint(2, 80), checkpoint(1, 400)]
  it.each<[string, Parameters<typeof findReached>[0], number | null]>([
    ['is the one whose circle it lies in', spot(10), 3],
    ['is the nearest of two', spot(45), 2],
    ['is one that its accuracy reaches', spot(470, 30), 1],
    ['is none beyond that', spot(490, 30), null],
    ['counts an unknown accuracy as 100 m', spot(540, null), 1],
    ['is none without a position', null, null],
    ['is none with a position that is not on earth', { lon: 500, lat: 0, accuracy: 5 }, null],
  ])('%s', (_what, fix, id) => {
    expect(findReached(fix, checkpoints)?.id ?? null).toBe(id)
  })

  it('is the smaller number of two at one place', () => {
    expect(findReached(spot(0), [checkpoint(9, 0), checkpoint(4, 0)])?.id).toBe(4)
  })
})

describe('the checkpoints of a site', () => {
  const item = {
    checkpoints_required: 2,
    checkpoints: [checkpoint(1, 0, '2026-11-22T09:00:00Z'), checkpoint(2, 200), checkpoint(3, 400)],
  }

  it("are nobody's matter where one visit covers the site", () => {
    expect(checkpointStateOf({ checkpoints_required: null, checkpoints: [] })).toBeNull()
  })

  it('are reached by the team', () => {
    expect(checkpointStateOf(item)).toMatchObject({ required: 2, reached: 1, left: 1 })
  })

  it('are reached by visits that this phone has not sent yet', () => {
    const state = checkpointStateOf(item, [visit(210)])!
    expect(state).toMatchObject({ reached: 2, left: 0 })
    expect(state.reaches[1]).toMatchObject({ at: '2026-11-23T02:00:00Z', by: null, isOwn: true })
  })

  it.each<[string, OwnVisit[]]>([
    ['an attempt', [visit(210, { result: 'attempted' })]],
    ['a visit elsewhere', [visit(1000)]],
    ['a visit without a position', [visit(210, { fix: null })]],
    ['a second visit to a checkpoint that the team has reached', [visit(10)]],
  ])('are not reached by %s', (_what, own) => {
    expect(checkpointStateOf(item, own)).toMatchObject({ reached: 1, left: 1 })
  })

  it('keep the first who came', () => {
    const state = checkpointStateOf(item, [visit(10), visit(200), visit(200, { at: '2026-11-23T05:00:00Z' })])!
    expect(state.reaches[0]).toMatchObject({ by: 'Li', isOwn: false })
    expect(state.reaches[1]!.at).toBe('2026-11-23T02:00:00Z')
  })

  it('tell the nearest that is still open, and how far', () => {
    const near = nearestOpen(checkpointStateOf(item)!, spot(10))!
    expect(near.checkpoint.id).toBe(2)
    expect(near.away).toBeCloseTo(190, 0)
    expect(nearestOpen(checkpointStateOf(item)!, null)).toBeNull()
    expect(nearestOpen(checkpointStateOf(item, [visit(200), visit(400)])!, spot(0))).toBeNull()
  })
})

describe('a visit of this phone', () => {
  it('is read from the bytes that will be sent', () => {
    const body: Partial<CheckinBody> = {
      format: 2,
      device: null,
      site: 7,
      device_time: '2026-11-23T02:00:00Z',
      result: 'abnormal',
      fix: null,
    }
    const bytes = new TextEncoder().encode(JSON.stringify(body))
    expect(ownVisit({ body: bytes, receipt: null })).toEqual({
      site: 7,
      at: '2026-11-23T02:00:00Z',
      result: 'abnormal',
      fix: null,
      isPending: false,
    })
  })

  const receipt = (standing: Receipt['standing'], received_at: string) =>
    ({ standing, facts: { received_at } }) as Receipt
  const LISTED = '2026-11-23T03:00:00Z'
  it.each<[string, Parameters<typeof isUnlisted>[0], boolean]>([
    ['waits', { state: 'waiting', receipt: null }, true],
    ['was not taken', { state: 'parked', receipt: null }, false],
    ['arrived after', { state: 'delivered', receipt: receipt('counts', '2026-11-23T03:00:01Z') }, true],
    [
      'arrived after and waits for a decision',
      { state: 'delivered', receipt: receipt('pending', '2026-11-23T03:00:01Z') },
      true,
    ],
    ['arrived before', { state: 'delivered', receipt: receipt('counts', '2026-11-23T02:59:59Z') }, false],
  ])('that %s: unknown to the list is %s', (_what, visit, unlisted) => {
    expect(isUnlisted(visit, LISTED)).toBe(unlisted)
  })
})
