import { afterEach, describe, expect, it, vi } from 'vitest'
import { turned } from '@/device/picture'

const picture = (width: number, height: number) => ({
  source: document.createElement('canvas'),
  width,
  height,
  close: vi.fn(),
})
const onCanvas = (context: object | null) =>
  vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(context as never)
const DRAWS = { setTransform: () => undefined, drawImage: () => undefined }

describe('a picture that lies on its side', () => {
  afterEach(() => vi.restoreAllMocks())

  it('stands upright on a canvas that every phone paints on, and keeps its own size', () => {
    onCanvas(DRAWS)
    const lying = picture(6000, 4000)
    const upright = turned(lying, 6)
    const canvas = upright.source as HTMLCanvasElement
    expect([upright.width, upright.height]).toEqual([4000, 6000])
    expect([canvas.width, canvas.height]).toEqual([2731, 4096])
    expect(lying.close).toHaveBeenCalled()
    upright.close()
    expect([canvas.width, canvas.height]).toEqual([0, 0])
  })

  it.each([
    ['no canvas', null],
    ['no memory', { ...DRAWS, drawImage: () => expect.unreachable() }],
  ])('is not taken as it lies with %s, and leaves nothing behind', (_name, context) => {
    const made: HTMLCanvasElement[] = []
    const create = document.createElement.bind(document)
    const lying = picture(600, 400)
    vi.spyOn(document, 'createElement').mockImplementation((tag: string) => {
      const element = create(tag)
      made.push(element as HTMLCanvasElement)
      return element
    })
    onCanvas(context)
    expect(() => turned(lying, 6)).toThrow()
    expect(made.map(({ width, height }) => [width, height])).toEqual([[0, 0]])
    expect(lying.close).toHaveBeenCalled()
  })
})
