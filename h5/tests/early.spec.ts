import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { fillMissing } from '@/fill'
import { FILLED } from '../build/noNewer'

const MISSING: [string, object, string][] = [
  ['Object.hasOwn', Object, 'hasOwn'],
  ['.at()', Array.prototype, 'at'],
  ['.at()', String.prototype, 'at'],
  ['.at()', Object.getPrototypeOf(Uint8Array.prototype) as object, 'at'],
  ['.setBigUint64()', DataView.prototype, 'setBigUint64'],
]

beforeEach(() => vi.resetModules())

describe('what old browsers lack', () => {
  const before = MISSING.map(([, owner, name]) => Object.getOwnPropertyDescriptor(owner, name)!)
  beforeEach(() => MISSING.forEach(([, owner, name]) => Reflect.deleteProperty(owner, name)))
  afterEach(() => MISSING.forEach(([, owner, name], i) => Object.defineProperty(owner, name, before[i]!)))

  it('is filled, and no more is promised to the build', () => {
    expect('at' in Array.prototype).toBe(false)
    fillMissing()
    expect(new Set(MISSING.map(([called]) => called))).toEqual(new Set(FILLED))
    expect([Object.hasOwn({ a: 1 }, 'a'), Object.hasOwn({}, 'toString')]).toEqual([true, false])
    expect([[1, 2].at(-1), [1, 2].at(0), [1].at(5)]).toEqual([2, 1, undefined])
    expect(['三六九'.at(-1), new Uint8Array([7, 8]).at(1)]).toEqual(['九', 8])
    const view = new DataView(new ArrayBuffer(16))
    view.setBigUint64(0, 0x0102030405060708n)
    view.setBigUint64(8, 0x0102030405060708n, true)
    expect([...new Uint8Array(view.buffer)]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 8, 7, 6, 5, 4, 3, 2, 1])
  })
})

describe('a page that an error left blank', () => {
  const isShown = () => !document.getElementById('failed')!.hasAttribute('hidden')

  beforeEach(async () => {
    vi.useFakeTimers()
    document.body.innerHTML = '<p class="boot">…</p><div id="failed" hidden>open it again</div>'
    await import('@/early')
  })
  afterEach(() => vi.useRealTimers())

  it.each(['error', 'unhandledrejection'])('says so after an %s, until something is there', (name) => {
    window.dispatchEvent(new Event(name))
    vi.advanceTimersByTime(1_000)
    expect(isShown()).toBe(true)
    expect(document.querySelector('.boot')!.hasAttribute('hidden')).toBe(true)
    document.body.append(Object.assign(document.createElement('main'), { textContent: '今日' }))
    vi.advanceTimersByTime(1_000)
    expect(isShown()).toBe(false)
  })

  it('says so when a script cannot be loaded', () => {
    const script = document.createElement('script')
    document.body.append(script)
    script.dispatchEvent(new Event('error'))
    vi.advanceTimersByTime(1_000)
    expect(isShown()).toBe(true)
  })

  it('says nothing while nothing went wrong', () => {
    vi.advanceTimersByTime(60_000)
    expect(isShown()).toBe(false)
  })
})
