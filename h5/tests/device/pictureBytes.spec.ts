import { describe, expect, it } from 'vitest'
import { heicPixels, lyingWebp, pictureType } from '@/device/pictureBytes'

const bytes = (text: string) => Uint8Array.from(text, (char) => char.charCodeAt(0))
const big = (...values: number[]) => {
  const view = new DataView(new ArrayBuffer(4 * values.length))
  values.forEach((value, i) => view.setUint32(4 * i, value))
  return [...new Uint8Array(view.buffer)]
}
const little = (value: number) => big(value).reverse()

describe('the type of a picture', () => {
  it.each([
    ['\xff\xd8\xff\xe0', 'image/jpeg'],
    ['\x89PNG\r\n\x1a\n', 'image/png'],
    ['RIFF\0\0\0\0WEBP', 'image/webp'],
    ['RIFF\0\0\0\0WAVE', null],
    ['\0\0\0\x18ftypheic', 'image/heic'],
    ['\0\0\0\x18ftypmif1', 'image/heic'],
    ['\0\0\0\x18ftypavif', null],
    ['\0\0\0', null],
    ['', null],
  ])('of %j is %s', (head, type) => {
    expect(pictureType(bytes(head))).toBe(type)
  })
})

describe('the pixels of a HEIC', () => {
  const ispe = (width: number, height: number) => [...big(20), ...bytes('ispe'), ...big(0, width, height)]

  it('are those of its largest picture, tiles and thumbnails aside', () => {
    const file = [
      ...bytes('\0\0\0\x18ftypheic is in it'),
      ...ispe(512, 512),
      ...ispe(16_384, 12_288),
      ...ispe(320, 240),
    ]
    expect(heicPixels(Uint8Array.from(file))).toBe(201_326_592)
  })

  it('are unknown where nothing says them', () => {
    expect(heicPixels(bytes('\0\0\0\x18ftypheic'))).toBe(0)
    expect(heicPixels(bytes('\0\0\0\x14ispe'))).toBe(0)
  })
})

describe('a WebP', () => {
  const chunk = (name: string, data: number[]) => [...bytes(name), ...little(data.length), ...data]
  const exif = (orientation: number) => [
    ...bytes('MM\0*'),
    ...big(8),
    ...[0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0],
    ...big(0),
  ]
  const webp = (...chunks: number[][]) => Uint8Array.from([...bytes('RIFF\0\0\0\0WEBP'), ...chunks.flat()])

  it('that lies on its side is told, and bared of the word of it', () => {
    const file = webp(chunk('VP8 ', [1, 2, 3, 4]), chunk('EXIF', exif(6)))
    const lying = lyingWebp(file)
    expect(lying?.orientation).toBe(6)
    expect(lying?.bare).toHaveLength(file.length)
    expect(lyingWebp(lying!.bare)).toBeNull()
  })

  it.each([
    ['upright', webp(chunk('EXIF', exif(1)))],
    ['without a word of it', webp(chunk('VP8 ', [1, 2]))],
    ['with a block that breaks off', webp(chunk('EXIF', exif(6).slice(0, 9)))],
    ['with an orientation that there is not', webp(chunk('EXIF', exif(9)))],
  ])('%s is left as it is', (_name, file) => {
    expect(lyingWebp(file)).toBeNull()
  })
})
