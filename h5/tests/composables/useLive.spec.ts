import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { effectScope, type EffectScope } from 'vue'
import { ApiError, type Answered } from '@/api/http'
import { useLive } from '@/composables/useLive'

const AT = Date.parse('2026-11-24T04:00:00Z')
const told = (data: string, etag: string): Answered<string> => ({ status: 200, data, etag, at: AT })
const same: Answered<string> = { status: 304, data: undefined as never, etag: '"a"', at: AT + 1000 }
const lost = () => Promise.reject(new ApiError({ kind: 'network' }))

let scope: EffectScope
const ask = vi.fn<(etag: string | null) => Promise<Answered<string>>>()
const live = (rhythm = {}) => scope.run(() => useLive(ask, rhythm))!
const show = (state: 'visible' | 'hidden') => {
  vi.spyOn(document, 'visibilityState', 'get').mockReturnValue(state)
  document.dispatchEvent(new Event('visibilitychange'))
}

describe('a live question', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance'] })
    setActivePinia(createPinia())
    scope = effectScope()
    ask.mockReset()
    show('visible')
  })
  afterEach(() => {
    scope.stop()
    vi.useRealTimers()
    vi.restoreAllMocks()
  })

  it('is asked each second with what is at hand, which stays where nothing is new', async () => {
    ask.mockResolvedValueOnce(told('one', '"a"')).mockResolvedValueOnce(same).mockResolvedValue(told('two', '"b"'))
    const { data, asOf, restart } = live()
    restart()
    await vi.advanceTimersByTimeAsync(1000)
    expect(data.value).toBe('one')
    expect(asOf.value).toBe(AT + 1000)
    await vi.advanceTimersByTimeAsync(1000)
    expect(data.value).toBe('two')
    expect(ask.mock.calls.map(([etag]) => etag)).toEqual([null, '"a"', '"a"'])
  })

  it('keeps what it has while the network is gone, waits longer each time, and is right again by itself', async () => {
    ask.mockResolvedValueOnce(told('one', '"a"'))
    const { data, error, asOf, restart } = live()
    restart()
    ask.mockImplementation(lost)
    await vi.advanceTimersByTimeAsync(1000 + 2000 + 4000)
    expect(ask).toHaveBeenCalledTimes(4)
    expect([data.value, asOf.value]).toEqual(['one', AT])
    expect(error.value).toBeInstanceOf(ApiError)
    ask.mockResolvedValue(told('two', '"b"'))
    window.dispatchEvent(new Event('online'))
    await vi.advanceTimersByTimeAsync(0)
    expect([data.value, error.value]).toEqual(['two', null])
  })

  it('rests while nobody can see it', async () => {
    ask.mockResolvedValue(told('one', '"a"'))
    const { restart } = live()
    restart()
    show('hidden')
    await vi.advanceTimersByTimeAsync(120_000)
    const asked = ask.mock.calls.length
    expect(asked).toBeLessThanOrEqual(2)
    show('visible')
    await vi.advanceTimersByTimeAsync(0)
    expect(ask).toHaveBeenCalledTimes(asked + 1)
  })

  it('without a beat is asked when told to, but not more often than it may', async () => {
    ask.mockResolvedValue(told('one', '"a"'))
    const { restart, again } = live({ beatMs: null, restMs: 3000 })
    restart()
    await vi.advanceTimersByTimeAsync(100)
    again()
    again()
    await vi.advanceTimersByTimeAsync(2800)
    expect(ask).toHaveBeenCalledTimes(1)
    await vi.advanceTimersByTimeAsync(200)
    expect(ask).toHaveBeenCalledTimes(2)
  })

  it('forgets an answer to a question that is no longer asked, and its own page when that is left', async () => {
    let late: (answer: Answered<string>) => void = () => {}
    ask.mockReturnValueOnce(new Promise((resolve) => (late = resolve))).mockResolvedValue(told('new', '"b"'))
    const { data, restart } = live()
    restart()
    restart()
    await vi.advanceTimersByTimeAsync(0)
    late(told('old', '"a"'))
    await vi.advanceTimersByTimeAsync(0)
    expect(data.value).toBe('new')
    scope.stop()
    const asked = ask.mock.calls.length
    await vi.advanceTimersByTimeAsync(60_000)
    expect(ask).toHaveBeenCalledTimes(asked)
  })
})
