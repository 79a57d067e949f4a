/** How sentences are found and filled in; whose sentences they are is the caller's affair. */

export type Words = string | string[] | { [key: string]: Words }

/** A key is a path into the words. */
export function foundIn(words: Words | undefined, key: string): Words | undefined {
  const step = (node: Words | undefined, name: string) =>
    typeof node === 'object' && !Array.isArray(node) ? node[name] : undefined
  return key.split('.').reduce(step, words)
}

/** Signs that turn the text around them round. */
const TURNS = /[\u202a-\u202e\u2066-\u2069]/g
/** Letters that are written from right to left. */
const LEFTWARDS = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]|[\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u

/** As `<bdi>` does in a template: what somebody else has written turns no word beside it round. */
function isolated(text: string): string {
  const plain = text.replace(TURNS, '')
  return LEFTWARDS.test(plain) ? `\u2068${plain}\u2069` : plain
}

/** `{name}` in a sentence is filled in. */
export const filled = (text: string, values: Record<string, unknown>): string =>
  text.replace(/\{(\w+)\}/g, (_, name: string) => isolated(String(values[name] ?? '')))
