/**
 * Turns a file of the camera or the album into what is sent: upright, at most 1600 px and 300 KB,
 * with lines burnt in and without a word of metadata. What this browser cannot draw truly goes as it
 * came, metadata and all, for the server to draw. The file's bytes are not held while it is drawn.
 */
import { isCanvasTrue } from './canvas'
import { sha256 } from './hash'
import { encodeJpeg, fitSides, openPicture, type Opened } from './picture'
import { undrawnType, type Refusal } from './pictureBytes'
import { drawMarked } from './watermark'

export const LONGEST_SIDE_PX = 1600
export const LARGEST_BYTES = 300 * 1024
/** What the server takes of a photo that this browser cannot draw, HEIC for one. */
const LARGEST_UNDRAWN_BYTES = 8 * 1024 * 1024
/** A smaller picture only when the poorest of these is still too large. */
const QUALITIES = [0.82, 0.7, 0.55]
const SMALLER_SIDES_PX = [1280, 1024, 800]

type Bytes = Uint8Array<ArrayBuffer>

export interface Shrunk {
  bytes: Bytes
  type: string
  sha256: string
  originalSha256: string
  /** Whether the lines are in the picture: never in one that only the server can open. */
  marked: boolean
}

export type Taken = { state: 'taken'; photo: Shrunk } | { state: 'refused'; reason: Refusal }

/** Resolves to the lines to burn in, told the hash of the original; to none for a bare picture. */
export type Inscribe = (originalSha256: string) => Promise<string[]>

/** The best that is small enough; null when nothing is, or when the phone has no memory to draw. */
async function squeezed(picture: Opened, lines: string[]): Promise<Blob | null> {
  const canvas = document.createElement('canvas')
  try {
    for (const longest of [LONGEST_SIDE_PX, ...SMALLER_SIDES_PX]) {
      if (!drawMarked(canvas, picture.source, fitSides(picture.width, picture.height, longest), lines)) return null
      for (const quality of QUALITIES) {
        const blob = await encodeJpeg(canvas, quality)
        if (blob && blob.size <= LARGEST_BYTES) return blob
      }
    }
    return null
  } finally {
    // An iPhone counts every canvas until it is empty, collected or not.
    canvas.width = canvas.height = 0
  }
}

const bytesOf = async (blob: Blob): Promise<Bytes> => new Uint8Array(await blob.arrayBuffer())
const refused = (reason: Refusal): Taken => ({ state: 'refused', reason })

/** As it came, for the server to draw: an iPhone's HEIC, or any photo where the canvas cannot be believed. */
async function asItCame(file: Blob, sha: string, pixels: number | null): Promise<Taken> {
  const undrawn = await undrawnType(file, pixels, LARGEST_UNDRAWN_BYTES)
  if ('refusal' in undrawn) return refused(undrawn.refusal)
  const hashes = { sha256: sha, originalSha256: sha }
  return { state: 'taken', photo: { bytes: await bytesOf(file), type: undrawn.type, ...hashes, marked: false } }
}

async function drawn(picture: Opened, originalSha256: string, inscribe: Inscribe): Promise<Taken> {
  const lines = await inscribe(originalSha256)
  const blob = await squeezed(picture, lines)
  if (!blob) return refused('too_large')
  const bytes = await bytesOf(blob)
  const hashes = { sha256: await sha256(bytes), originalSha256 }
  return { state: 'taken', photo: { bytes, type: blob.type, ...hashes, marked: lines.length > 0 } }
}

async function taken(file: Blob, inscribe: Inscribe): Promise<Taken> {
  // The picture is opened while its original is hashed; neither waits for the other.
  const [hashing, opening] = await Promise.allSettled([bytesOf(file).then((bytes) => sha256(bytes)), openPicture(file)])
  const picture = opening.status === 'fulfilled' ? opening.value : null
  try {
    if (hashing.status === 'rejected') return refused('unreadable')
    if (picture && (await isCanvasTrue())) return await drawn(picture, hashing.value, inscribe)
    return await asItCame(file, hashing.value, picture && picture.width * picture.height)
  } finally {
    picture?.close()
  }
}

let last: Promise<unknown> = Promise.resolve()

/** One at a time, in the order asked: a phone that opens three large pictures at once runs out of memory. */
export function takePhoto(file: Blob, inscribe: Inscribe): Promise<Taken> {
  const turn = last.then(() => taken(file, inscribe))
  last = turn.catch(() => undefined)
  return turn
}
