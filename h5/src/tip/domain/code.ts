/**
 * The code that stands for a citizen: 24 random digits and one that checks them, in fives.
 *
 *   typed                              read as
 *   12345-67890-…, spaces, full width  the digits alone
 *   one digit wrong, or two swapped    refused by the check digit (Damm), always
 *   fewer than 25 digits               not yet a code; more are none
 */

export const DIGITS = 25
export const GROUP = 5

/** Damm's table: a quasigroup without fixed points, so that one error or one swap never passes. */
const DAMM = [
  '0317598642',
  '7092154863',
  '4206871359',
  '1750983426',
  '6123045978',
  '3674209581',
  '5869720134',
  '8945362017',
  '9438617205',
  '2581436790',
]

export function checkDigit(digits: string): string {
  let at = 0
  for (const digit of digits) at = Number(DAMM[at]![Number(digit)])
  return String(at)
}

/** What was typed, as digits; anything else is left out. */
export const digitsOf = (typed: string): string => typed.normalize('NFKC').replace(/\D/g, '')

export type Reading = 'short' | 'wrong' | 'right'

export function readingOf(digits: string): Reading {
  if (digits.length < DIGITS) return 'short'
  return digits.length === DIGITS && checkDigit(digits) === '0' ? 'right' : 'wrong'
}

export function groupsOf(digits: string): string[] {
  return digits.match(/.{1,5}/g) ?? []
}

/** As it is written on paper. */
export const written = (digits: string): string => groupsOf(digits).join('-')

/** Random digits without a leaning: bytes from 250 on would favour the low ones. */
function randomDigits(count: number, fill: (bytes: Uint8Array<ArrayBuffer>) => Uint8Array): string {
  let digits = ''
  while (digits.length < count) {
    for (const byte of fill(new Uint8Array(count * 2))) if (byte < 250 && digits.length < count) digits += byte % 10
  }
  return digits
}

export function newCode(fill = (bytes: Uint8Array<ArrayBuffer>): Uint8Array => crypto.getRandomValues(bytes)): string {
  const digits = randomDigits(DIGITS - 1, fill)
  return digits + checkDigit(digits)
}
