import { describe, expect, it } from 'vitest'
import type { ApiFailure } from '@/api/http'
import { backOff, isPast, isReceiptFor, isUnsent, judgeAnswer, judgeFailure, nextTurn, type Turn } from '@/domain/queue'

const receipt = (id: string, content: string) => ({ facts: { id, content } })

function refused(status: number, code = 'x', retryAfterS: number | null = null): ApiFailure {
  return { kind: 'problem', retryAfterS, problem: { code, status, title: '', title_en: '', detail: null, fields: [] } }
}

function turn(uid: string, createdAt: number, changes: Partial<Turn> = {}): Turn {
  return { uid, authorId: 1, createdAt, nextAt: 0, state: 'waiting', photosLeft: 0, ...changes }
}

describe('what proves arrival', () => {
  it.each([
    [receipt('a', 'c'), true],
    [receipt('b', 'c'), false],
    [receipt('a', 'other'), false],
    [{}, false],
    [null, false],
    ['<html>', false],
    [[], false],
  ])('%# a receipt for this visit and this content alone', (answer, is) => {
    expect(isReceiptFor(answer, 'a', 'c')).toBe(is)
    expect(judgeAnswer(answer, 'a', 'c', 0, 0).kind).toBe(is ? 'delivered' : 'retry')
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
    expect(judgeFailure(failure, 0, 0).kind).toBe(kind)
  })

  it('waits at least as long as the server asks', () => {
    expect(judgeFailure(refused(503, 'busy', 60), 0, 0)).toEqual({ kind: 'retry', waitMs: 60_000 })
  })

  it('waits longer each time, never more than five minutes and a quarter', () => {
    expect([0, 1, 2, 3].map((n) => backOff(n, 0))).toEqual([2_000, 4_000, 8_000, 16_000])
    expect(backOff(99, 0)).toBe(300_000)
    expect(backOff(99, 1)).toBe(375_000)
  })
})

describe('whose turn it is', () => {
  it('sends texts oldest first, before any photo', () => {
    const turns = [turn('photos', 1, { state: 'delivered', photosLeft: 2 }), turn('young', 9), turn('old', 5)]
    expect(nextTurn(turns, 1, 100)?.uid).toBe('old')
  })

  it('sends photos when no text waits', () => {
    const turns = [turn('photos', 1, { state: 'delivered', photosLeft: 2 }), turn('later', 2, { nextAt: 500 })]
    expect(nextTurn(turns, 1, 100)?.uid).toBe('photos')
  })

  it('leaves alone what is parked, what must wait and what another person wrote', () => {
    const turns = [turn('parked', 1, { state: 'parked' }), turn('later', 2, { nextAt: 500 }), turn('other', 3, { authorId: 2 })]
    expect(nextTurn(turns, 1, 100)).toBeNull()
  })

  it('is over only when the text and all photos arrived', () => {
    expect(isUnsent(turn('a', 1))).toBe(true)
    expect(isUnsent(turn('a', 1, { state: 'parked' }))).toBe(true)
    expect(isUnsent(turn('a', 1, { state: 'delivered', photosLeft: 1 }))).toBe(true)
    expect(isUnsent(turn('a', 1, { state: 'delivered' }))).toBe(false)
  })

  it('is remembered for two weeks after, never dropped before it arrived', () => {
    const weeks = 14 * 86_400_000
    const whole = { state: 'delivered' as const, photosLeft: 0 }
    expect(isPast(turn('a', 1, whole), weeks + 1)).toBe(false)
    expect(isPast(turn('a', 1, whole), weeks + 2)).toBe(true)
    expect(isPast(turn('a', 1, { ...whole, photosLeft: 1 }), weeks + 2)).toBe(false)
    expect(isPast(turn('a', 1), weeks + 2)).toBe(false)
  })
})
