import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { coverWhenIdle, isCovered, uncover } from '@/tip/device/cover'

describe('a page that nobody touches', () => {
  beforeEach(() => vi.useFakeTimers())
  afterEach(() => {
    vi.useRealTimers()
    uncover()
  })

  it('is covered after a while, later when it is touched, never where nothing is private', () => {
    let isPrivate = true
    coverWhenIdle(() => isPrivate, 1000)
    vi.advanceTimersByTime(900)
    document.dispatchEvent(new Event('keydown'))
    vi.advanceTimersByTime(900)
    expect(isCovered.value).toBe(false)
    vi.advanceTimersByTime(200)
    expect(isCovered.value).toBe(true)
    expect(document.documentElement.classList.contains('covered')).toBe(true)
    uncover()
    isPrivate = false
    document.dispatchEvent(new Event('keydown'))
    vi.advanceTimersByTime(2000)
    expect(isCovered.value).toBe(false)
  })
})
