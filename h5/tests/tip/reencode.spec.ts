import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { reencode } from '@/tip/device/reencode'

const MIB = 1024 * 1024
const HEIC = new TextEncoder().encode('\0\0\0\x18ftypheic')

/** A file that says it is so large; only its head is there. */
function fileOf(bytes: number, head: Uint8Array<ArrayBuffer> = new Uint8Array([0xff, 0xd8, 0xff])): File {
  const file = new File([head], 'photo')
  Object.defineProperty(file, 'size', { value: bytes })
  return file
}

/** Gives back each dot that was put on it, as an honest canvas does; pictures leave it as it is. */
function honest(): CanvasRenderingContext2D {
  const data = new Uint8ClampedArray(8 * 8 * 4).fill(255)
  const context = {
    canvas: document.createElement('canvas'),
    fillStyle: '',
    fillRect(x: number, y: number, width: number) {
      if (width === 1) data.fill(Number(/\d+/.exec(this.fillStyle)![0]), 4 * (8 * y + x), 4 * (8 * y + x) + 3)
    },
    drawImage: () => undefined,
    getImageData: () => ({ data }),
  }
  return context as unknown as CanvasRenderingContext2D
}

const canOpen = (size: number): void =>
  void vi.stubGlobal(
    'createImageBitmap',
    vi.fn(async () => ({ width: size, height: size, close: () => undefined })),
  )

describe('a photo for a tip', () => {
  beforeEach(() => {
    vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(honest() as never)
    vi.spyOn(HTMLCanvasElement.prototype, 'toBlob').mockImplementation((done) => done(new Blob(['drawn'])))
    vi.stubGlobal(
      'Image',
      class {
        src = ''
        decode = () => Promise.reject(new Error('unknown format'))
      },
    )
    vi.stubGlobal('URL', Object.assign(URL, { createObjectURL: () => 'blob:x', revokeObjectURL: () => undefined }))
  })
  afterEach(() => {
    vi.unstubAllGlobals()
    vi.restoreAllMocks()
  })

  it.each([13, 19, 60])('is taken from a file of %d MB, as what is sent is small', async (size) => {
    canOpen(8000)
    expect(await reencode(fileOf(size * MIB))).toMatchObject({ state: 'taken', photo: { drawn: true } })
  })

  it('is refused when no phone opens so much', async () => {
    canOpen(8000)
    expect(await reencode(fileOf(60 * MIB + 1))).toEqual({ state: 'refused', reason: 'too_large' })
  })

  it('is refused when the server alone could draw it and takes no such size', async () => {
    vi.stubGlobal('createImageBitmap', () => Promise.reject(new Error('unknown format')))
    expect(await reencode(fileOf(12 * MIB, HEIC))).toMatchObject({ state: 'taken', photo: { drawn: false } })
    expect(await reencode(fileOf(12 * MIB + 1, HEIC))).toEqual({ state: 'refused', reason: 'too_large' })
    expect(await reencode(fileOf(MIB))).toEqual({ state: 'refused', reason: 'unreadable' })
  })

  it('is refused when the drawing fails: its original is not sent in its place', async () => {
    canOpen(800)
    expect(await reencode(fileOf(MIB))).toMatchObject({ state: 'taken', photo: { drawn: true } })
    vi.spyOn(HTMLCanvasElement.prototype, 'toBlob').mockImplementation((done) => done(null))
    expect(await reencode(fileOf(MIB))).toEqual({ state: 'refused', reason: 'not_drawn' })
    vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(null)
    expect(await reencode(fileOf(MIB))).toEqual({ state: 'refused', reason: 'not_drawn' })
  })
})
