/** Opens a file of the camera or the album as a picture, and writes one as JPEG. */

export interface Opened {
  source: CanvasImageSource
  width: number
  height: number
  close: () => void
}

/** The size that fits, never larger than the picture itself. Sides in pixels. */
export function fitted(width: number, height: number, longest: number): [number, number] {
  const scale = Math.min(1, longest / Math.max(width, height))
  return [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))]
}

/** Upright. @throws when this browser cannot open it. */
export async function opened(file: Blob): Promise<Opened> {
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

export const encoded = (canvas: HTMLCanvasElement, quality: number): Promise<Blob | null> =>
  new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', quality))
