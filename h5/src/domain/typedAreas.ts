import type { TypedArea } from '@/api/types'
import { plainText } from './typed'

/** A code stands behind the name, after a space or in the next cell of a table. */
const WITH_CODE = /^(.*\S)\s+([0-9A-Za-z][0-9A-Za-z-]{2,})$/

/**
 * One area a line, as it is typed or pasted from a table: 东坡村, or 东坡村 350481001. Empty lines count for
 * nothing; of a name that is Latin words the last one is no code unless it has a digit.
 */
export function readTypedAreas(text: string): TypedArea[] {
  return text
    .split(/\r?\n/)
    .map((line) => plainText(line.replaceAll('\t', ' ')))
    .filter((line) => line !== '')
    .map((line) => {
      const [, name, code] = WITH_CODE.exec(line) ?? []
      return name && code && /\d/.test(code) ? { name, code } : { name: line, code: null }
    })
}

/** Which row the address of a fault names: `areas.3.name` is the fourth. */
export function rowOf(field: string): number | null {
  const row = /^areas\.(\d+)\./.exec(field)?.[1]
  return row === undefined ? null : Number(row)
}
