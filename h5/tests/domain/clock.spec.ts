import { describe, expect, it } from 'vitest'
import { AGREEMENT_MS, correctTime, elapsed, freezeClock, minutesOff, type HeldToken } from '@/domain/clock'

const HOUR = 3_600_000
const AT = Date.UTC(2026, 10, 23, 0)
const held = (changes: Partial<HeldToken> = {}): HeldToken => ({
  token: 't',
  at: AT,
  offset: 0,
  passed: 0,
  mono: 1_000,
  ...changes,
})

describe('the time since the token', () => {
  it.each([
    [1_000, 0],
    [1_500.4, 500],
    [0, 0],
  ])('at %d on the clock that nobody can set', (mono, is) => expect(elapsed(held(), mono)).toBe(is))

  it('goes on after a reload, on a count that begins anew', () => {
    expect(freezeClock(held({ passed: HOUR, mono: 0 }), 2_000)).toEqual({ token: 't', elapsed_ms: HOUR + 2_000 })
    expect(freezeClock(null, 5)).toBeNull()
  })
})

describe('the time to write on a photo', () => {
  const wall = (phone: number, changes: Partial<HeldToken> = {}) => correctTime(held(changes), 1_000 + HOUR, phone) - AT

  it('is the phone’s where no token is held', () => expect(correctTime(null, 0, 42)).toBe(42))
  it('is the phone’s, put right', () => expect(wall(AT + HOUR - 9 * 60_000, { offset: 9 * 60_000 })).toBe(HOUR))
  it('may be later than the count, which stands still in sleep', () => expect(wall(AT + 3 * HOUR)).toBe(3 * HOUR))
  it.each([
    [HOUR - AGREEMENT_MS, HOUR - AGREEMENT_MS],
    [HOUR - AGREEMENT_MS - 1, HOUR],
    [-55 * 8_766 * HOUR, HOUR],
  ])('set to %d after the token reads %d', (phone, is) => expect(wall(AT + phone)).toBe(is))
})

describe('how far the phone’s clock is off', () => {
  it.each([
    [AGREEMENT_MS, 0],
    [-AGREEMENT_MS, 0],
    [AGREEMENT_MS + 60_000, -3],
    [-AGREEMENT_MS - 60_000, 3],
  ])('offset %d ms is %d minutes ahead', (offset, is) => expect(minutesOff(held({ offset }))).toBe(is))
  it('is not known without a token', () => expect(minutesOff(null)).toBe(0))
})
