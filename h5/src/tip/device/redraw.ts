/**
 * A photo drawn anew: upright, at most 1600 px, and nothing in it but what can be seen. The server
 * does the same again; this spares the line, and what a camera wrote never leaves the phone.
 */
import { encoded, fitted, opened } from '@/device/picture'
import type { Removed } from '../domain/contents'
import { isHeic, tracesIn } from '../domain/traces'

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

export type Taken = { state: 'taken'; photo: Redrawn } | { state: 'refused'; reason: 'unreadable' | 'too_large' }

async function drawnAnew(file: Blob): Promise<Blob | null> {
  const picture = await opened(file).catch(() => null)
  if (!picture) return null
  const canvas = document.createElement('canvas')
  try {
    ;[canvas.width, canvas.height] = fitted(picture.width, picture.height, LONGEST_SIDE_PX)
    canvas.getContext('2d')?.drawImage(picture.source, 0, 0, canvas.width, canvas.height)
    return await encoded(canvas, QUALITY)
  } finally {
    picture.close()
    // An iPhone counts every canvas until it is empty, collected or not.
    canvas.width = canvas.height = 0
  }
}

async function taken(file: Blob): Promise<Taken> {
  if (file.size > LARGEST_OPENED_BYTES) return { state: 'refused', reason: 'too_large' }
  const bytes = await file.arrayBuffer().then(
    (buffer) => new Uint8Array(buffer),
    () => null,
  )
  if (!bytes) return { state: 'refused', reason: 'unreadable' }
  const traces = tracesIn(bytes)
  const blob = await drawnAnew(file)
  // An iPhone's own format that this browser cannot open: the server can.
  if (!blob && !isHeic(bytes)) return { state: 'refused', reason: 'unreadable' }
  const sent = blob ?? file
  if (sent.size > LARGEST_SENT_BYTES) return { state: 'refused', reason: 'too_large' }
  return { state: 'taken', photo: { blob: sent, traces, drawn: blob !== null } }
}

let last: Promise<unknown> = Promise.resolve()

/** One at a time: several large pictures at once are more than an old phone holds. */
export function redraw(file: Blob): Promise<Taken> {
  const turn = last.then(() => taken(file))
  last = turn.catch(() => undefined)
  return turn
}
