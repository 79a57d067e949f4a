/**
 * Whether a canvas gives out what was painted on it. Browsers that guard against being told apart answer
 * with noise or with white, and say nothing: what they wrote would pass for a photo.
 */
import { drawOnWhite, encodeJpeg, openPicture } from './picture'

const SIDE = 8
const SHADES = [48, 208]
/** What a JPEG may change of a plain patch; noise and white are far beyond. */
const MOST_APART = 32
const LONGEST_MS = 3_000

/** Four patches, light and dark crosswise. */
const shadeAt = (x: number, y: number): number => SHADES[Number(x < SIDE / 2 !== y < SIDE / 2)]!

function blank(): [HTMLCanvasElement, CanvasRenderingContext2D] {
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = SIDE
  const context = canvas.getContext('2d')
  if (!context) throw new Error('canvas')
  return [canvas, context]
}

async function writtenAndRead(): Promise<Uint8ClampedArray> {
  const [canvas, context] = blank()
  for (let y = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++) {
      const shade = shadeAt(x, y)
      context.fillStyle = `rgb(${shade}, ${shade}, ${shade})`
      context.fillRect(x, y, 1, 1)
    }
  }
  const blob = await encodeJpeg(canvas, 0.82)
  if (!blob) throw new Error('canvas')
  const picture = await openPicture(blob)
  const [, back] = blank()
  drawOnWhite(back, picture.source, [SIDE, SIDE])
  picture.close()
  return back.getImageData(0, 0, SIDE, SIDE).data
}

function isAsPainted(pixels: Uint8ClampedArray): boolean {
  if (pixels.length !== SIDE * SIDE * 4) return false
  return pixels.every((value, i) => {
    const [x, y] = [(i >> 2) % SIDE, Math.floor((i >> 2) / SIDE)]
    return i % 4 === 3 || Math.abs(value - shadeAt(x, y)) <= MOST_APART
  })
}

/** @throws when the canvas fails, or does not answer in time. */
async function probe(): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('late')), LONGEST_MS)
  })
  try {
    return isAsPainted(await Promise.race([writtenAndRead(), late]))
  } finally {
    clearTimeout(timer)
  }
}

let asked: Promise<boolean> | null = null

/**
 * What it answered holds as long as the page. A canvas that gave no answer is not believed for this
 * photo, but asked again for the next: the phone may only have been busy, or short of memory.
 */
export function isCanvasTrue(): Promise<boolean> {
  asked ??= probe().catch(() => {
    asked = null
    return false
  })
  return asked
}
