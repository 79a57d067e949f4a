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

let asked: Promise<boolean> | null = null

/** Found out once for each page. A canvas that does not answer is not believed either. */
export function isCanvasTrue(): Promise<boolean> {
  const late = new Promise<boolean>((resolve) => setTimeout(() => resolve(false), LONGEST_MS))
  asked ??= Promise.race([writtenAndRead().then(isAsPainted), late]).catch(() => false)
  return asked
}
