import type { TypedArea } from '@/api/types'
import { plainText } from './typed'

export interface TypedLine {
  /** Which line of the text it is, from 1. */
  line: number
  area: TypedArea
}

/**
 * One area per line, as it is typed or pasted from a table: 东坡村, or 东坡村 350481001. What stands in the next cell
 * is its code; after a space only what begins with the code of the area above, for 网格 101 is a name. Empty lines
 * count for nothing.
 */
export function readTypedAreas(text: string, above: string): TypedLine[] {
  return text
    .split(/\r?\n/)
    .map((line, at) => ({ line: at + 1, area: areaIn(line, above) }))
    .filter(({ area }) => area.name !== '')
}

function areaIn(line: string, above: string): TypedArea {
  const [first = '', ...cells] = line.split('\t').map(plainText).filter(Boolean)
  if (cells.length) return { name: first, code: cells[0]! }
  const [, name, code] = /^(.*\S)\s+(\S+)$/.exec(first) ?? []
  return name && code?.startsWith(above) ? { name, code } : { name: first, code: null }
}

/** Which row the address of a fault names: `areas.3.name` is the fourth. */
export function rowOf(field: string): number | null {
  const row = /^areas\.(\d+)\./.exec(field)?.[1]
  return row === undefined ? null : Number(row)
}
