/**
 * Parcels of somebody else, as they come to this phone: in a file, or behind the # of an address.
 * Nothing here opens one: whoever carries it reads its length and no more.
 */
import { fromBase64 } from './base64'

/** Its name and version, then each parcel behind its length. */
export const FILE_HEAD = new TextEncoder().encode('P369FILE\u0001')
export const LENGTH_BYTES = 4

async function bytesOf(blob: Blob): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await blob.arrayBuffer())
}

/**
 * The parcels as pieces of the file, none of them read yet; null when this is another kind of file.
 * What a cut file has of its last parcel comes along, so that its number can be told.
 */
export async function parcelsOf(file: Blob): Promise<Blob[] | null> {
  const head = await bytesOf(file.slice(0, FILE_HEAD.length))
  if (head.length < FILE_HEAD.length || head.some((byte, i) => byte !== FILE_HEAD[i])) return null
  const found: Blob[] = []
  let at = FILE_HEAD.length
  while (at < file.size) {
    const length = await bytesOf(file.slice(at, at + LENGTH_BYTES))
    const from = at + LENGTH_BYTES
    at = length.length < LENGTH_BYTES ? file.size : from + new DataView(length.buffer).getUint32(0)
    found.push(file.slice(from, at))
  }
  return found
}

/** The parcel that an address brought; null when there is none. */
export function parcelIn(hash: string): Blob | null {
  if (hash.length < 2) return null
  try {
    return new Blob([fromBase64(hash.slice(1))])
  } catch {
    // Something that no server could read either; it is told so by its number.
    return new Blob([])
  }
}
