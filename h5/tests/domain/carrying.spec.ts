import { describe, expect, it } from 'vitest'
import type { ApiFailure } from '@/api/http'
import { count, judgeParcel, numbers, type Fate } from '@/domain/carrying'

const problem = (status: number, code = 'x') =>
  ({ kind: 'problem', problem: { status, code }, retryAfterS: null }) as unknown as ApiFailure

describe('a parcel that was not taken', () => {
  it.each([
    [{ kind: 'network' } as ApiFailure, 'retry'],
    [problem(503), 'retry'],
    [problem(429), 'retry'],
    [problem(401), 'log_in'],
    [problem(403, 'csrf'), 'log_in'],
    [problem(403, 'forbidden'), 'forbidden'],
    [problem(422, 'rescue-refused'), 'refused'],
    [problem(422, 'rescue-unreadable'), 'unreadable'],
    [problem(413, 'too-large'), 'unreadable'],
  ])('%j is %s', (failure, verdict) => expect(judgeParcel(failure)).toBe(verdict))

  it('is told by its number', () => {
    const fates: Fate[] = ['arrived', 'unreadable', 'waiting', 'unreadable', 'refused']
    expect(numbers(fates, 'unreadable')).toEqual([2, 4])
    expect(numbers(fates, 'refused')).toEqual([5])
    expect(count(fates, 'arrived')).toBe(1)
  })
})
