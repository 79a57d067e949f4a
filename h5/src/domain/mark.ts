/**
 * The mark of a photo: what is burnt into it, and the short code that lets the server check the
 * printed words later. The code is the start of an HMAC by the device's key over `markText`,
 * written as receipts are, so that it can be read out over a telephone.
 */
import { codeText, timeText } from './format'

const ALPHABET = '23456789ABCDEFGHJKMNPQRSTUVWXYZ'
const BASE = BigInt(ALPHABET.length)
const LENGTH = 8

export interface MarkParts {
  /** The id of the visit. */
  visit: string
  /** As `markTime` writes it. */
  at: string
  site: number
  /** As `markFix` writes it; null without a position. */
  fix: string | null
  /** SHA-256 of the file as the camera made it. */
  original: string | null
}

/** To the second, in UTC: `2026-11-23T02:12:08Z`. */
export const markTime = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`

/** Longitude and latitude to about a metre: `117.37215,25.94120`. */
export const markFix = (lon: number, lat: number): string => `${lon.toFixed(5)},${lat.toFixed(5)}`

/** What the code is computed over, character by character the same on the server. */
export function markText(parts: MarkParts): string {
  const { visit, at, site, fix, original } = parts
  return ['patrol369 mark 1', visit, at, String(site), fix ?? '-', original ?? '-'].join('\n')
}

/** Eight characters out of the first eight bytes. */
export function markCode(mac: Uint8Array): string {
  let rest = mac.slice(0, 8).reduce((number, byte) => (number << 8n) | BigInt(byte), 0n)
  let code = ''
  for (let i = 0; i < LENGTH; i += 1) {
    code = ALPHABET[Number(rest % BASE)]! + code
    rest /= BASE
  }
  return code
}

export interface Inscription {
  at: string
  place: string
  fix: string | null
  /** Metres; null when the phone did not say. */
  accuracy: number | null
  officer: string
  /** Null where the phone has no key. */
  code: string | null
}

/** The lines as a person reads them; `words` come from the locale files. */
export function markLines(said: Inscription, words: { locale: string; noFix: string }): string[] {
  const accuracy = said.accuracy !== null && Number.isFinite(said.accuracy) ? ` ±${Math.round(said.accuracy)} m` : ''
  const where = said.fix ? said.fix.replace(',', ', ') + accuracy : words.noFix
  return [
    timeText(said.at, words.locale),
    said.place,
    where,
    said.code === null ? said.officer : `${said.officer} ${codeText(said.code)}`,
  ]
}
