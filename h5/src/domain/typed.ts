/** What people type and paste: full-width signs, dashes of all kinds, and signs that nobody can see. */
const UNSEEN = /\p{Default_Ignorable_Code_Point}|\p{Cf}/gu
const BETWEEN = /\p{White_Space}|\p{Dash}/gu
const DASH = /\p{Dash}/gu

/** The same text from every keyboard, without what cannot be seen. */
export const plainText = (typed: string): string => typed.normalize('NFKC').replace(UNSEEN, '').trim()

/** A printed code as it is stored: letters and digits alone. */
export const bareCode = (typed: string): string => plainText(typed).replace(BETWEEN, '').toUpperCase()

/** A code as it is written down: in fives. */
export const inFives = (bare: string): string => (bare.match(/.{1,5}/gs) ?? []).join('-')

/** Where in `written` the caret stands behind the first `count` signs of the code itself. */
export function caretBehind(written: string, count: number): number {
  let at = 0
  for (let left = count; left > 0 && at < written.length; at++) if (written[at] !== '-') left--
  return at
}

/** A number, also with the full stop of a Chinese keyboard; null for what is none. */
export function typedNumber(typed: string): number | null {
  const text = plainText(typed).replace(DASH, '-').replace(/\s/g, '').replace('。', '.')
  const found = Number(text)
  return text !== '' && Number.isFinite(found) ? found : null
}

/** Longitude and latitude that somebody typed, in degrees; null unless both are on the globe. */
export function asPosition(lonText: string, latText: string): [lon: number, lat: number] | null {
  const [lon, lat] = [typedNumber(lonText), typedNumber(latText)]
  return lon !== null && lat !== null && Math.abs(lon) <= 180 && Math.abs(lat) <= 90 ? [lon, lat] : null
}
