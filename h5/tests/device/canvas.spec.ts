import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

const SIDE = 8

/** A canvas that remembers the dots painted on it, and pictures of it that show what `seen` makes of a dot. */
function paint(seen: (shade: number) => number): void {
  const data = new Uint8ClampedArray(SIDE * SIDE * 4).fill(255)
  const context = {
    canvas: document.createElement('canvas'),
    fillStyle: '',
    fillRect(x: number, y: number, width: number) {
      if (width === 1) data.fill(Number(/\d+/.exec(this.fillStyle)![0]), 4 * (SIDE * y + x), 4 * (SIDE * y + x) + 3)
    },
    drawImage: () => undefined,
    getImageData: () => ({ data: data.map((value, i) => (i % 4 === 3 ? 255 : seen(value))) }),
  }
  vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(context as never)
}
const write = (answer: (done: BlobCallback) => void) =>
  vi.spyOn(HTMLCanvasElement.prototype, 'toBlob').mockImplementation(answer)

/** The question as a fresh page asks it. */
async function fresh(): Promise<() => Promise<boolean>> {
  vi.resetModules()
  return (await import('@/device/canvas')).isCanvasTrue
}

describe('whether a canvas is believed', () => {
  beforeEach(() => {
    vi.useFakeTimers()
    vi.stubGlobal('createImageBitmap', async () => ({ width: SIDE, height: SIDE, close: () => undefined }))
    paint((shade) => shade)
  })
  afterEach(() => {
    vi.useRealTimers()
    vi.unstubAllGlobals()
    vi.restoreAllMocks()
  })

  it.each([
    [true, 'what was painted', (shade: number) => shade],
    [false, 'white', () => 255],
    [false, 'noise', (shade: number) => shade ^ 0x55],
  ])('%s where it gives out %s, and is asked once', async (is, _name, seen) => {
    paint(seen)
    const asked = write((done) => done(new Blob(['drawn'])))
    const isTrue = await fresh()
    expect([await isTrue(), await isTrue()]).toEqual([is, is])
    expect(asked).toHaveBeenCalledTimes(1)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('is asked again after it failed', async () => {
    write((done) => done(null))
    const isTrue = await fresh()
    expect(await isTrue()).toBe(false)
    write((done) => done(new Blob(['drawn'])))
    expect(await isTrue()).toBe(true)
  })

  it('is asked again after it was too slow, and waited for by one timer alone', async () => {
    write(() => undefined)
    const isTrue = await fresh()
    const both = Promise.all([isTrue(), isTrue()])
    expect(vi.getTimerCount()).toBe(1)
    await vi.advanceTimersByTimeAsync(3_000)
    expect(await both).toEqual([false, false])
    write((done) => done(new Blob(['drawn'])))
    expect(await isTrue()).toBe(true)
  })
})
