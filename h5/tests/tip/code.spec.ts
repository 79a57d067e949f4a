import { describe, expect, it } from 'vitest'
import { checkDigit, digitsOf, newCode, readingOf, written } from '@/tip/domain/code'

const SAMPLES = Array.from({ length: 50 }, () => newCode())

describe('a code', () => {
  it('has the check digit of Damm', () => {
    expect(checkDigit('572')).toBe('4')
    expect(SAMPLES.map(readingOf)).toEqual(SAMPLES.map(() => 'right'))
  })

  it('with one wrong digit, or two neighbours swapped, is refused every time', () => {
    const passed = SAMPLES.flatMap((code) =>
      [...code].flatMap((digit, i) => {
        const wrong = [...'0123456789']
          .filter((other) => other !== digit)
          .map((other) => code.slice(0, i) + other + code.slice(i + 1))
        const next = code[i + 1]
        const swapped = next && next !== digit ? [code.slice(0, i) + next + digit + code.slice(i + 2)] : []
        return [...wrong, ...swapped].filter((typed) => readingOf(typed) !== 'wrong')
      }),
    )
    expect(passed).toEqual([])
  })

  it.each([
    ['12345-67890-12345-67890-12345', '1234567890123456789012345'],
    [' 12345 67890　12345－67890 12345 ', '1234567890123456789012345'],
    ['１２３４５６７８９０', '1234567890'],
    ['1234567890123456789012345678', '1234567890123456789012345678'],
    ['', ''],
  ])('typed as %j is read as its digits', (typed, digits) => expect(digitsOf(typed)).toBe(digits))

  it('is not one before its last digit', () => {
    expect(readingOf(SAMPLES[0]!.slice(0, 24))).toBe('short')
    expect(readingOf(`${SAMPLES[0]}0`)).toBe('wrong')
    expect(written('1234567890123')).toBe('12345-67890-123')
  })

  it('takes every digit equally often, whatever bytes come', () => {
    const everyByte = (bytes: Uint8Array<ArrayBuffer>) => bytes.map((_, i) => 255 - (i % 256))
    expect(newCode(everyByte).slice(0, 24)).toBe('987654321098765432109876')
    const counts = new Map<string, number>()
    for (let i = 0; i < 2000; i++)
      for (const digit of newCode().slice(0, 24)) counts.set(digit, (counts.get(digit) ?? 0) + 1)
    const expected = (2000 * 24) / 10
    const chiSquare = [...counts.values()].reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)
    expect(counts.size).toBe(10)
    expect(chiSquare).toBeLessThan(40) // 9 degrees of freedom: chance exceeds it once in 10^5 runs
  })
})
