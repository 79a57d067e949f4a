/** How sentences are found and filled in; whose sentences they are is the caller's affair. */

export type Words = string | string[] | { [key: string]: Words }

/** A key is a path into the words. */
export function foundIn(words: Words | undefined, key: string): Words | undefined {
  const step = (node: Words | undefined, name: string) =>
    typeof node === 'object' && !Array.isArray(node) ? node[name] : undefined
  return key.split('.').reduce(step, words)
}

/** `{name}` in a sentence is filled in. */
export const filled = (text: string, values: Record<string, unknown>): string =>
  text.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''))
