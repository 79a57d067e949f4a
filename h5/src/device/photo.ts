/** Turns a file of the camera or the album into what is sent: upright, at most 1600 px and 300 KB. */
import { sha256 } from './hash'

export const LONGEST_SIDE_PX = 1600
export const LARGEST_BYTES = 300 * 1024
/** What the server takes of a photo that this browser cannot open, HEIC for one. */
const LARGEST_UNOPENED_BYTES = 8 * 1024 * 1024

export interface Shrunk {
  bytes: Uint8Array<ArrayBuffer>
  type: string
  sha256: string
  originalSha256: string
}

export type Taken = { state: 'taken'; photo: Shrunk } | { state: 'refused'; reason: 'unreadable' | 'too_large' }

/** The size that fits, never larger than the picture itself. Sides in pixels. */
export function fitted(width: number, height: number, longest: number): [number, number] {
  const scale = Math.min(1, longest / Math.max(width, height))
  return [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))]
}

async function opened(file: Blob): Promise<{ source: CanvasImageSource; width: number; height: number; close: () => void }> {
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
  image.src = url
  try {
    await image.decode()
  } catch (error) {
    URL.revokeObjectURL(url)
    throw error
  }
  return { source: image, width: image.naturalWidth, height: image.naturalHeight, close: () => URL.revokeObjectURL(url) }
}

function encoded(source: CanvasImageSource, [width, height]: [number, number], quality: number): Promise<Blob | null> {
  const canvas = document.createElement('canvas')
  canvas.width = width
  canvas.height = height
  const context = canvas.getContext('2d')
  if (!context) return Promise.resolve(null)
  context.drawImage(source, 0, 0, width, height)
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', quality))
}

async function squeezed(file: Blob): Promise<Blob | null> {
  const picture = await opened(file)
  try {
    for (const longest of [LONGEST_SIDE_PX, 1280, 1024, 800]) {
      for (const quality of [0.82, 0.7, 0.55]) {
        const blob = await encoded(picture.source, fitted(picture.width, picture.height, longest), quality)
        if (blob && blob.size <= LARGEST_BYTES) return blob
      }
    }
    return null
  } finally {
    picture.close()
  }
}

async function bytesOf(blob: Blob): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await blob.arrayBuffer())
}

export async function takePhoto(file: Blob): Promise<Taken> {
  let original: Uint8Array<ArrayBuffer>
  let blob: Blob | null
  try {
    original = await bytesOf(file)
  } catch {
    return { state: 'refused', reason: 'unreadable' }
  }
  try {
    blob = await squeezed(file)
  } catch {
    // Not to be opened here: an iPhone's HEIC goes as it is, the server can read it.
    if (!/hei[cf]/i.test(file.type)) return { state: 'refused', reason: 'unreadable' }
    blob = file
  }
  if (!blob || blob.size > LARGEST_UNOPENED_BYTES) return { state: 'refused', reason: 'too_large' }
  const bytes = await bytesOf(blob)
  const photo = { bytes, type: blob.type, sha256: await sha256(bytes), originalSha256: await sha256(original) }
  return { state: 'taken', photo }
}
