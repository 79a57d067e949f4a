import { describe, expect, it } from 'vitest'
import { nextPauseMs } from '@/domain/pace'

describe('the pause before asking again', () => {
  it('is a second, doubles with each failure, and ends at half a minute', () => {
    expect([0, 1, 2, 3, 4, 5, 6, 2000].map((n) => nextPauseMs(n))).toEqual([
      1000, 2000, 4000, 8000, 16000, 30000, 30000, 30000,
    ])
  })

  it('is never shorter than the beat that was asked for', () => {
    expect([0, 1, 5].map((n) => nextPauseMs(n, 60_000))).toEqual([60_000, 60_000, 60_000])
  })
})
