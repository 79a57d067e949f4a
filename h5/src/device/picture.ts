/** Opens a file of the camera or the album as a picture, draws it, and writes one as JPEG. */
import { lyingWebp, pictureType } from './pictureBytes'

export interface Opened {
  source: CanvasImageSource
  width: number
  height: number
  close: () => void
}

/** The size that fits, never larger than the picture itself. Sides in pixels. */
export function fitSides(width: number, height: number, longest: number): [number, number] {
  const scale = Math.min(1, longest / Math.max(width, height))
  return [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))]
}

async function decoded(file: Blob): Promise<Opened> {
  if ('createImageBitmap' in window) {
    try {
      const bitmap = await createImageBitmap(file, { imageOrientation: 'from-image' })
      return { source: bitmap, width: bitmap.width, height: bitmap.height, close: () => bitmap.close() }
    } catch {
      // Older WebViews know neither the option nor some formats; an <img> may still open the file.
    }
  }
  const url = URL.createObjectURL(file)
  const image = new Image()
  const close = () => {
    image.src = ''
    URL.revokeObjectURL(url)
  }
  image.src = url
  try {
    await image.decode()
  } catch (error) {
    close()
    throw error
  }
  return { source: image, width: image.naturalWidth, height: image.naturalHeight, close }
}

/** For each orientation of EXIF: the matrix by which a picture of width w and height h comes to stand upright. */
const UPRIGHT: Record<number, (w: number, h: number) => [number, number, number, number, number, number]> = {
  2: (w) => [-1, 0, 0, 1, w, 0],
  3: (w, h) => [-1, 0, 0, -1, w, h],
  4: (_w, h) => [1, 0, 0, -1, 0, h],
  5: () => [0, 1, 1, 0, 0, 0],
  6: (_w, h) => [0, 1, -1, 0, h, 0],
  7: (w, h) => [0, -1, -1, 0, h, w],
  8: (w) => [0, -1, 1, 0, 0, w],
}

/** An iPhone paints nothing on a canvas of more than 4096 × 4096, and does not say so. */
const LONGEST_CANVAS_PX = 4096

/** Stood upright, at most 4096 px; `width` and `height` stay those of the picture. @throws without a canvas. */
export function turned({ source, width, height, close: closeSource }: Opened, orientation: number): Opened {
  const canvas = document.createElement('canvas')
  // An iPhone counts every canvas until it is empty, collected or not.
  const close = () => void (canvas.width = canvas.height = 0)
  const isAcross = orientation > 4
  const [w, h] = fitSides(width, height, LONGEST_CANVAS_PX)
  try {
    ;[canvas.width, canvas.height] = isAcross ? [h, w] : [w, h]
    const context = canvas.getContext('2d')
    if (!context) throw new Error('canvas')
    context.setTransform(...UPRIGHT[orientation]!(w, h))
    context.drawImage(source, 0, 0, w, h)
  } catch (error) {
    close()
    throw error
  } finally {
    closeSource()
  }
  return { source: canvas, width: isAcross ? height : width, height: isAcross ? width : height, close }
}

/** Upright. @throws when this browser cannot open it. */
export async function openPicture(file: Blob): Promise<Opened> {
  const head = new Uint8Array(await file.slice(0, 12).arrayBuffer())
  const lying = pictureType(head) === 'image/webp' ? lyingWebp(new Uint8Array(await file.arrayBuffer())) : null
  if (!lying) return decoded(file)
  return turned(await decoded(new Blob([lying.bare], { type: 'image/webp' })), lying.orientation)
}

/** On white, which a JPEG has where a picture lets something through: left alone it would be black. */
export function drawOnWhite(
  context: CanvasRenderingContext2D,
  source: CanvasImageSource,
  [width, height]: [width: number, height: number],
): void {
  const { fillStyle } = context
  context.fillStyle = '#fff'
  context.fillRect(0, 0, context.canvas.width, context.canvas.height)
  context.fillStyle = fillStyle
  context.drawImage(source, 0, 0, width, height)
}

export const encodeJpeg = (canvas: HTMLCanvasElement, quality: number): Promise<Blob | null> =>
  new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', quality))
