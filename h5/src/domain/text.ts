const PAIR_OR_HALF = /[\ud800-\udbff][\udc00-\udfff]|[\ud800-\udfff]/g

/** Half of a sign of two halves, as some keyboards leave one behind, becomes U+FFFD; no server takes it as it is. */
export const wellFormed = (text: string): string =>
  text.replace(PAIR_OR_HALF, (found) => (found.length === 2 ? found : '\ufffd'))

/** For `JSON.stringify`: every text in it well-formed. */
export const eachWellFormed = (_name: string, value: unknown): unknown =>
  typeof value === 'string' ? wellFormed(value) : value

/** The parts that there are, in a row; the dot between two never ends a line. */
export const joined = (...parts: readonly (string | null | undefined | false)[]): string =>
  parts.filter(Boolean).join(' ·\u00a0')

/** A site's name without the grid's, where every row is of that grid: 出租屋 17 号 of 将军山社区 出租屋 17 号. */
export function nameInside(grid: string, name: string): string {
  return (name.startsWith(`${grid} `) && name.slice(grid.length).trim()) || name
}
