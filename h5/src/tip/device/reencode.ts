/**
 * A photo drawn anew: upright, at most 1600 px, and nothing in it but what can be seen; what the camera
 * wrote stays on the phone. Two kinds go as they came, and the page says so beside each: what this
 * browser cannot open (HEIC), and any photo in a browser whose canvas lies. The server draws all again.
 */
import { isCanvasTrue } from '@/device/canvas'
import { drawOnWhite, encodeJpeg, fitSides, openPicture, type Opened } from '@/device/picture'
import { undrawnType, type Refusal } from '@/device/pictureBytes'
import type { Removed } from '../domain/contents'
import { tracesIn } from '../domain/traces'

const LONGEST_SIDE_PX = 1600
const QUALITY = 0.82
/** What the server takes. A photo drawn here is far smaller, however large its file was. */
const LARGEST_SENT_BYTES = 12 * 1024 * 1024
/** More than a phone opens without closing the page. */
const LARGEST_OPENED_BYTES = 60 * 1024 * 1024

export interface ReencodedPhoto {
  blob: Blob
  traces: Removed
  /** Whether it could be drawn here; else the server alone rebuilds it. */
  drawn: boolean
}

type Reason = Refusal | 'not_drawn'
export type Taken = { state: 'taken'; photo: ReencodedPhoto } | { state: 'refused'; reason: Reason }

const refused = (reason: Reason): Taken => ({ state: 'refused', reason })

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
async function asItCame(file: Blob, traces: Removed, pixels: number | null): Promise<Taken> {
  const undrawn = await undrawnType(file, pixels, LARGEST_SENT_BYTES)
  if ('refusal' in undrawn) return refused(undrawn.refusal)
  return { state: 'taken', photo: { blob: file, traces, drawn: false } }
}

const tracesOf = async (file: Blob): Promise<Removed> => tracesIn(new Uint8Array(await file.arrayBuffer()))

async function taken(file: Blob): Promise<Taken> {
  if (file.size > LARGEST_OPENED_BYTES) return refused('too_large')
  const traces = await tracesOf(file).catch(() => null)
  if (!traces) return refused('unreadable')
  const picture = await openPicture(file).catch(() => null)
  try {
    if (!picture || !(await isCanvasTrue()))
      return await asItCame(file, traces, picture && picture.width * picture.height)
    const blob = await drawnAnew(picture)
    // The original is not sent in its place: it says what the page promises to take out.
    if (!blob) return refused('not_drawn')
    if (blob.size > LARGEST_SENT_BYTES) return refused('too_large')
    return { state: 'taken', photo: { blob, traces, drawn: true } }
  } finally {
    picture?.close()
  }
}

let last: Promise<unknown> = Promise.resolve()

/** One at a time: several large pictures at once are more than an old phone holds. */
export function reencode(file: Blob): Promise<Taken> {
  const turn = last.then(() => taken(file))
  last = turn.catch(() => undefined)
  return turn
}
