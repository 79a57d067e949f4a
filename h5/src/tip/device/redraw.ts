/**
 * A photo drawn anew: upright, at most 1600 px, and nothing in it but what can be seen. The server
 * does the same again; this spares the line, and what a camera wrote never leaves the phone.
 */
import { isCanvasTrue } from '@/device/canvas'
import { drawOnWhite, encodeJpeg, fitSides, openPicture, type Opened } from '@/device/picture'
import { heicPixels, MOST_PIXELS, pictureType } from '@/device/pictureBytes'
import type { Removed } from '../domain/contents'
import { tracesIn } from '../domain/traces'

const LONGEST_SIDE_PX = 1600
const QUALITY = 0.82
/** What the server takes. A photo drawn here is far smaller, however large its file was. */
const LARGEST_SENT_BYTES = 12 * 1024 * 1024
/** More than a phone opens without closing the page. */
const LARGEST_OPENED_BYTES = 60 * 1024 * 1024

export interface Redrawn {
  blob: Blob
  traces: Removed
  /** Whether it could be drawn here; else the server alone rebuilds it. */
  drawn: boolean
}

export type Refusal = 'unreadable' | 'too_large' | 'too_many_pixels'
export type Taken = { state: 'taken'; photo: Redrawn } | { state: 'refused'; reason: Refusal }

const refused = (reason: Refusal): Taken => ({ state: 'refused', reason })

async function drawnAnew(picture: Opened): Promise<Blob | null> {
  const canvas = document.createElement('canvas')
  try {
    ;[canvas.width, canvas.height] = fitSides(picture.width, picture.height, LONGEST_SIDE_PX)
    const context = canvas.getContext('2d')
    if (!context) return null
    drawOnWhite(context, picture.source, [canvas.width, canvas.height])
    return await encodeJpeg(canvas, QUALITY)
  } finally {
    // An iPhone counts every canvas until it is empty, collected or not.
    canvas.width = canvas.height = 0
  }
}

/** As it came, for the server to draw: an iPhone's HEIC, or any photo where the canvas cannot be believed. */
function asItCame(file: Blob, bytes: Uint8Array, picture: Opened | null): Taken {
  const type = pictureType(bytes)
  if (!type || (!picture && type !== 'image/heic')) return refused('unreadable')
  const pixels = picture ? picture.width * picture.height : heicPixels(bytes)
  if (pixels > MOST_PIXELS) return refused('too_many_pixels')
  if (file.size > LARGEST_SENT_BYTES) return refused('too_large')
  return { state: 'taken', photo: { blob: file, traces: tracesIn(bytes), drawn: false } }
}

async function taken(file: Blob): Promise<Taken> {
  if (file.size > LARGEST_OPENED_BYTES) return refused('too_large')
  const bytes = await file.arrayBuffer().then(
    (buffer) => new Uint8Array(buffer),
    () => null,
  )
  if (!bytes) return refused('unreadable')
  const picture = await openPicture(file).catch(() => null)
  try {
    const blob = picture && (await isCanvasTrue()) ? await drawnAnew(picture) : null
    if (!blob) return asItCame(file, bytes, picture)
    if (blob.size > LARGEST_SENT_BYTES) return refused('too_large')
    return { state: 'taken', photo: { blob, traces: tracesIn(bytes), drawn: true } }
  } finally {
    picture?.close()
  }
}

let last: Promise<unknown> = Promise.resolve()

/** One at a time: several large pictures at once are more than an old phone holds. */
export function redraw(file: Blob): Promise<Taken> {
  const turn = last.then(() => taken(file))
  last = turn.catch(() => undefined)
  return turn
}
