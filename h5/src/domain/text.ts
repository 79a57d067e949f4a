const PAIR_OR_HALF = /[\ud800-\udbff][\udc00-\udfff]|[\ud800-\udfff]/g

/** Half of a sign of two halves, as some keyboards leave one behind, becomes U+FFFD; no server takes it as it is. */
export const wellFormed = (text: string): string =>
  text.replace(PAIR_OR_HALF, (found) => (found.length === 2 ? found : '\ufffd'))

/** For `JSON.stringify`: every text in it well-formed. */
export const eachWellFormed = (_name: string, value: unknown): unknown =>
  typeof value === 'string' ? wellFormed(value) : value
