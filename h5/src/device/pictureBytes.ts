/** What the bytes of a picture say of it. Declared types and names are not believed: pickers and chats make them up. */

type Bytes = Uint8Array<ArrayBuffer>
export type PictureType = 'image/jpeg' | 'image/png' | 'image/webp' | 'image/heic'

/** Of what the server opens by itself, larger ones are refused there: better to say so while the camera is at hand. */
export const MOST_PIXELS = 60_000_000

const textAt = (bytes: Uint8Array, at: number, length: number): string =>
  String.fromCharCode(...bytes.subarray(at, at + length))

/** By the first 12 bytes, as the server tells it; null for what it does not take. */
export function pictureType(bytes: Uint8Array): PictureType | null {
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return 'image/jpeg'
  if (textAt(bytes, 0, 8) === '\x89PNG\r\n\x1a\n') return 'image/png'
  if (textAt(bytes, 0, 4) === 'RIFF' && textAt(bytes, 8, 4) === 'WEBP') return 'image/webp'
  return /^ftyp(hei[cxms]|hev[cxms]|mif1|msf1)/.test(textAt(bytes, 4, 8)) ? 'image/heic' : null
}

/** Why a photo is not taken. */
export type Refusal = 'unreadable' | 'too_large' | 'too_many_pixels'

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

const ISPE = [0x69, 0x73, 0x70, 0x65]
const ISPE_BYTES = 20
/** The sizes stand at the beginning, before the picture itself. */
const HEADER_BYTES = 262_144

/** Pixels of the largest picture that a HEIC says it holds, by its `ispe` boxes; 0 when it says nothing. */
export function heicPixels(file: Uint8Array): number {
  const head = file.subarray(0, HEADER_BYTES)
  const view = viewOf(head)
  let most = 0
  for (let at = head.indexOf(ISPE[0]!, 4); at > 0; at = head.indexOf(ISPE[0]!, at + 1)) {
    if (at + 16 > head.length || ISPE.some((byte, i) => head[at + i] !== byte)) continue
    if (view.getUint32(at - 4) !== ISPE_BYTES || view.getUint32(at + 4) !== 0) continue
    most = Math.max(most, view.getUint32(at + 8) * view.getUint32(at + 12))
  }
  return most
}

/**
 * What a file is that goes as it came, for the server to draw; or why the server would not take it.
 * `pixels`: those of the picture that was opened here; null where this browser cannot, as with HEIC.
 */
export async function undrawnType(
  file: Blob,
  pixels: number | null,
  mostBytes: number,
): Promise<{ type: PictureType } | { refusal: Refusal }> {
  const head = new Uint8Array(await file.slice(0, HEADER_BYTES).arrayBuffer())
  const type = pictureType(head)
  if (!type || (pixels === null && type !== 'image/heic')) return { refusal: 'unreadable' }
  if ((pixels ?? heicPixels(head)) > MOST_PIXELS) return { refusal: 'too_many_pixels' }
  return file.size > mostBytes ? { refusal: 'too_large' } : { type }
}

/** Where the EXIF block of a WebP begins and ends; null without one. */
function webpExif(file: Uint8Array): [from: number, to: number] | null {
  const view = viewOf(file)
  let at = 12
  while (at + 8 <= file.length) {
    const length = view.getUint32(at + 4, true)
    if (textAt(file, at, 4) === 'EXIF') return [at + 8, Math.min(file.length, at + 8 + length)]
    at += 8 + length + (length % 2)
  }
  return null
}

const ORIENTATION = 0x0112
const MOST_TAGS = 400

function orientationIn(tiff: DataView): number {
  const isLittle = tiff.getUint16(0) === 0x4949
  const at = tiff.getUint32(4, isLittle)
  const count = Math.min(tiff.getUint16(at, isLittle), MOST_TAGS)
  for (let i = 0; i < count; i++) {
    const tag = at + 2 + 12 * i
    if (tiff.getUint16(tag, isLittle) === ORIENTATION) return tiff.getUint16(tag + 8, isLittle)
  }
  return 1
}

/**
 * A WebP that lies on its side: how it lies, 2 to 8 as in EXIF, and the same file without a word of it,
 * since some browsers turn it and others do not. Null for an upright one, and for what cannot be read.
 */
export function lyingWebp(file: Bytes): { orientation: number; bare: Bytes } | null {
  try {
    const exif = webpExif(file)
    if (!exif) return null
    const [from, to] = exif
    const block = textAt(file, from, 6) === 'Exif\0\0' ? from + 6 : from
    const orientation = orientationIn(viewOf(file.subarray(block, to)))
    if (orientation < 2 || orientation > 8) return null
    const bare = file.slice()
    // A chunk of a name that nobody knows is passed over.
    bare.set([0x58, 0x58, 0x58, 0x58], from - 8)
    return { orientation, bare }
  } catch {
    return null
  }
}
