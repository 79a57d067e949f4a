/** Paints parts of a photo over with coarse tiles that nothing can be read from any more. */
import { drawOnWhite, encodeJpeg, openPicture } from '@/device/picture'

/** Tiles along the longer side: a face across a room falls into one. */
const TILES = 24
const QUALITY = 0.82

export interface Mosaic {
  /** Covers a round patch; all in the picture's own pixels. */
  paint: (x: number, y: number, radius: number) => void
  paintAll: () => void
  /** Back to the photo as it came. */
  restore: () => void
  done: () => Promise<Blob | null>
  close: () => void
}

function tiledCopy(canvas: HTMLCanvasElement): HTMLCanvasElement {
  const scale = TILES / Math.max(canvas.width, canvas.height)
  const small = document.createElement('canvas')
  small.width = Math.max(1, Math.round(canvas.width * scale))
  small.height = Math.max(1, Math.round(canvas.height * scale))
  small.getContext('2d')?.drawImage(canvas, 0, 0, small.width, small.height)
  const tiled = document.createElement('canvas')
  tiled.width = canvas.width
  tiled.height = canvas.height
  const brush = tiled.getContext('2d')
  if (brush) {
    brush.imageSmoothingEnabled = false
    brush.drawImage(small, 0, 0, tiled.width, tiled.height)
  }
  return tiled
}

/** @throws when the photo cannot be opened or there is no memory to draw. */
export async function mosaicOn(canvas: HTMLCanvasElement, photo: Blob): Promise<Mosaic> {
  const picture = await openPicture(photo)
  canvas.width = picture.width
  canvas.height = picture.height
  const brush = canvas.getContext('2d')
  if (!brush) throw new Error('canvas')
  drawOnWhite(brush, picture.source, [picture.width, picture.height])
  const tiled = tiledCopy(canvas)

  return {
    paint(x, y, radius) {
      brush.save()
      brush.beginPath()
      brush.arc(x, y, radius, 0, 2 * Math.PI)
      brush.clip()
      brush.drawImage(tiled, 0, 0)
      brush.restore()
    },
    paintAll: () => brush.drawImage(tiled, 0, 0),
    restore: () => drawOnWhite(brush, picture.source, [picture.width, picture.height]),
    done: () => encodeJpeg(canvas, QUALITY),
    close() {
      picture.close()
      canvas.width = canvas.height = tiled.width = tiled.height = 0
    },
  }
}
