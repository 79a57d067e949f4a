/**
 * What a camera wrote into a JPEG beside the picture: found so that the citizen can be told what is
 * taken out, never used. Only the first Exif block counts; what cannot be read has no traces to tell.
 */
import type { Removed } from './contents'

const NOTHING: Removed = { position: false, device: false, time: false }
const APP1 = 0xffe1
const START_OF_SCAN = 0xffda
const EXIF = 0x45786966
const TAGS = { make: 0x010f, model: 0x0110, time: 0x0132, exif: 0x8769, gps: 0x8825 }
const LARGEST_FIELDS = 400

function exifAt(view: DataView): number | null {
  let at = 2
  while (at + 10 < view.byteLength) {
    const marker = view.getUint16(at)
    if (marker < 0xff00 || marker === START_OF_SCAN) return null
    if (marker === APP1 && view.getUint32(at + 4) === EXIF) return at + 10
    at += 2 + view.getUint16(at + 2)
  }
  return null
}

/** The tags of the block's first directory. */
function tagsIn(view: DataView, start: number): number[] {
  const little = view.getUint16(start) === 0x4949
  const at = start + view.getUint32(start + 4, little)
  const count = Math.min(view.getUint16(at, little), LARGEST_FIELDS)
  return Array.from({ length: count }, (_, i) => view.getUint16(at + 2 + 12 * i, little))
}

export function tracesIn(file: Uint8Array): Removed {
  try {
    const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
    const start = view.getUint16(0) === 0xffd8 ? exifAt(view) : null
    if (start === null) return NOTHING
    const tags = tagsIn(view, start)
    const has = (...wanted: number[]) => wanted.some((tag) => tags.includes(tag))
    return { position: has(TAGS.gps), device: has(TAGS.make, TAGS.model), time: has(TAGS.time, TAGS.exif) }
  } catch {
    return NOTHING
  }
}

export const together = (a: Removed, b: Removed): Removed => ({
  position: a.position || b.position,
  device: a.device || b.device,
  time: a.time || b.time,
})
