import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { roundShare, roundSpan } from '@/domain/rounding'

/** The server's tests read the same file. */
const file = join(import.meta.dirname, '../../../tests/vectors/rounding.json')
const { shares, spans } = JSON.parse(readFileSync(file, 'utf8')) as {
  shares: [part: number, whole: number, tenths: number][]
  spans: [seconds: number, unit: string, tenths: number][]
}

describe('rounding', () => {
  it.each(shares)('%d of %d is %d tenths of a percent', (part, whole, tenths) =>
    expect(roundShare(part / whole)).toBe(tenths),
  )

  it.each(spans)('%d s are %s, %d tenths', (seconds, unit, tenths) =>
    expect(roundSpan(seconds)).toEqual({ unit, tenths }),
  )
})
