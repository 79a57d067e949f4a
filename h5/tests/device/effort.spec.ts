import { afterEach, describe, expect, it, vi } from 'vitest'
import { countEffort } from '@/device/effort'

describe('the effort of a form', () => {
  afterEach(() => vi.restoreAllMocks())

  it('counts taps and whole seconds from opening to sending, and nothing after', () => {
    const clock = vi.spyOn(performance, 'now').mockReturnValue(1_000)
    const effort = countEffort()
    document.body.click()
    document.body.click()
    clock.mockReturnValue(13_400)
    expect(effort.told()).toEqual({ taps: 2, seconds: 12 })
    effort.stop()
    document.body.click()
    expect(effort.told().taps).toBe(2)
  })

  it('counts no further than a day of a form that lay open', () => {
    const clock = vi.spyOn(performance, 'now').mockReturnValue(0)
    const effort = countEffort()
    clock.mockReturnValue(10 ** 9)
    expect(effort.told()).toEqual({ taps: 0, seconds: 86_400 })
    effort.stop()
  })
})
