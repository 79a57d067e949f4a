import { describe, expect, it } from 'vitest'
import type { ApiFailure } from '@/api/http'
import {
  age,
  backOff,
  isPast,
  isPhotoTaken,
  isReceiptFor,
  isUnsent,
  judgeAnswer,
  judgeFailure,
  nextTurn,
  PATIENCE,
  type Turn,
} from '@/domain/queue'

const receipt = (id: string, content: string) => ({ facts: { id, content } })

function refused(status: number, code = 'x', retryAfterS: number | null = null): ApiFailure {
  return { kind: 'problem', retryAfterS, problem: { code, status, title: '', title_en: '', detail: null, fields: [] } }
}

function turn(uid: string, seq: number, changes: Partial<Turn> = {}): Turn {
  return { uid, authorId: 1, seq, state: 'waiting', photosToSend: 0, ...changes }
}
const never = () => 0

describe('what proves arrival', () => {
  it.each([
    [201, receipt('a', 'c'), true],
    [200, receipt('a', 'c'), true],
    [202, receipt('a', 'c'), false],
    [201, receipt('b', 'c'), false],
    [201, receipt('a', 'other'), false],
    [200, {}, false],
    [200, null, false],
    [200, '<html>', false],
    [200, [], false],
  ])('%# a receipt for this visit and this content alone', (status, data, is) => {
    expect(judgeAnswer({ status, data }, 'a', 'c').kind).toBe(is ? 'delivered' : 'retry')
    if (status <= 201) expect(isReceiptFor(data, 'a', 'c')).toBe(is)
  })

  it.each([
    [201, { sha256: 'p' }, true],
    [200, { sha256: 'p' }, true],
    [204, { sha256: 'p' }, false],
    [200, { sha256: 'q' }, false],
    [200, {}, false],
    [200, undefined, false],
  ])('%# a photo by the hash that the server names', (status, data, is) => {
    expect(isPhotoTaken({ status, data }, 'p')).toBe(is)
  })
})

describe('a failure', () => {
  it.each([
    [{ kind: 'network' } as ApiFailure, 'retry'],
    [refused(401, 'unauthenticated'), 'log_in'],
    [refused(403, 'csrf'), 'log_in'],
    [refused(429), 'retry'],
    [refused(408), 'retry'],
    [refused(500), 'retry'],
    [refused(503, 'busy'), 'retry'],
    [refused(404, 'not-found'), 'parked'],
    [refused(409, 'checkin-differs'), 'parked'],
    [refused(422, 'invalid'), 'parked'],
  ])('%# leads to what can still help', (failure, kind) => {
    expect(judgeFailure(failure).kind).toBe(kind)
  })

  it('waits at least as long as the server asks', () => {
    expect(judgeFailure(refused(503, 'busy', 60))).toEqual({
      kind: 'retry',
      trouble: { kind: 'busy' },
      atLeastMs: 60_000,
    })
  })

  it('tells why in the words of the server', () => {
    const label = { label: '说明', label_en: 'Note' }
    const field = { field: 'note', ...label, message: '太长', message_en: 'too long' }
    const problem = { code: 'invalid', status: 422, title: '有误', title_en: 'Invalid', detail: null, fields: [field] }
    const words = { title: '有误', title_en: 'Invalid', detail: '说明：太长', detail_en: 'Note: too long' }
    expect(judgeFailure({ kind: 'problem', retryAfterS: null, problem })).toEqual({
      kind: 'parked',
      trouble: { kind: 'refused', code: 'invalid', ...words },
    })
  })

  it('waits longer each time, never more than five minutes and a quarter', () => {
    expect([0, 1, 2, 3].map((n) => backOff(n, 0))).toEqual([2_000, 4_000, 8_000, 16_000])
    expect(backOff(99, 0)).toBe(300_000)
    expect(backOff(99, 1)).toBe(375_000)
  })
})

describe('whose turn it is', () => {
  const photos = (uid: string, seq: number) => turn(uid, seq, { state: 'delivered', photosToSend: 2 })

  it('sends texts oldest first, before any photo', () => {
    expect(nextTurn([photos('photos', 1), turn('young', 9), turn('old', 5)], 1, never)?.uid).toBe('old')
  })

  it('sends photos when no text waits', () => {
    expect(nextTurn([photos('photos', 1), turn('done', 2, { state: 'delivered' })], 1, never)?.uid).toBe('photos')
  })

  it('keeps its place through a few failures, then lets the others go first', () => {
    const turns = [turn('bad', 1), turn('good', 2), photos('photos', 3)]
    const failing = (times: number) => (uid: string) => (uid === 'bad' ? times : 0)
    expect(nextTurn(turns, 1, failing(PATIENCE - 1))?.uid).toBe('bad')
    expect(nextTurn(turns, 1, failing(PATIENCE))?.uid).toBe('good')
    expect(nextTurn([turns[0]!, turns[2]!], 1, failing(PATIENCE))?.uid).toBe('photos')
    expect(nextTurn([turns[0]!], 1, failing(99))?.uid).toBe('bad')
  })

  it('leaves alone what is parked and what another person wrote', () => {
    expect(nextTurn([turn('parked', 1, { state: 'parked' }), turn('other', 3, { authorId: 2 })], 1, never)).toBeNull()
  })
})

describe('what is on the phone', () => {
  const kept = (changes: Partial<Parameters<typeof isPast>[0]> = {}) => ({
    state: 'waiting' as const,
    photosLeft: 0,
    createdAt: 1,
    ...changes,
  })

  it('is over only when the text and all photos arrived', () => {
    expect(isUnsent(kept())).toBe(true)
    expect(isUnsent(kept({ state: 'parked' }))).toBe(true)
    expect(isUnsent(kept({ state: 'delivered', photosLeft: 1 }))).toBe(true)
    expect(isUnsent(kept({ state: 'delivered' }))).toBe(false)
  })

  it.each([
    [24 * 3_600_000 - 1, 'fresh'],
    [24 * 3_600_000, 'old'],
    [72 * 3_600_000 - 1, 'old'],
    [72 * 3_600_000, 'very_old'],
  ])('after %d ms is %s', (ms, is) => expect(age(1_000, 1_000 + ms)).toBe(is))

  it('is remembered for two weeks after, never dropped before it arrived', () => {
    const weeks = 14 * 86_400_000
    const whole = { state: 'delivered' as const, photosLeft: 0 }
    expect(isPast(kept(whole), weeks + 1)).toBe(false)
    expect(isPast(kept(whole), weeks + 2)).toBe(true)
    expect(isPast(kept({ ...whole, photosLeft: 1 }), weeks + 2)).toBe(false)
    expect(isPast(kept(), weeks + 2)).toBe(false)
  })
})
