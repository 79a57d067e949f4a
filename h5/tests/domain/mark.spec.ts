import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { hex, hmac } from '@/device/hash'
import { fromBase64 } from '@/device/base64'
import { codeText } from '@/domain/format'
import { markCode, markFix, markLines, markText, markTime, type MarkParts } from '@/domain/mark'

const KEY = Uint8Array.from({ length: 32 }, (_, i) => i)
const PARTS = {
  visit: '0b0e7f0c-6f3c-4f0e-9d43-2f5e6a1b2c3d',
  at: '2026-11-23T02:12:08Z',
  site: 812,
  fix: '117.37215,25.94120',
  original: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
}

describe('the text of a mark', () => {
  it('says one thing a line', () => {
    expect(markText(PARTS).split('\n')).toEqual([
      'patrol369 mark 1',
      PARTS.visit,
      PARTS.at,
      '812',
      PARTS.fix,
      PARTS.original,
    ])
    expect(markText({ ...PARTS, fix: null, original: null })).toMatch(/\n812\n-\n-$/)
  })

  it('writes time to the second and places to the metre', () => {
    expect(markTime(Date.parse('2026-11-23T10:12:08.999+08:00'))).toBe('2026-11-23T02:12:08Z')
    expect(markFix(117.372149, 25.9412)).toBe('117.37215,25.94120')
    expect(markFix(-0.5, 8)).toBe('-0.50000,8.00000')
  })
})

describe('the code', () => {
  it.each([
    ['0000000000000000', '22222222'],
    ['0000000000000001', '22222223'],
    ['000000000000001f', '22222232'],
    // 31^8 - 1, and one more.
    ['000000c694446f00', 'ZZZZZZZZ'],
    ['000000c694446f01', '22222222'],
  ])('of %s is %s', (first, code) => {
    const mac = Uint8Array.from(first.match(/../g)!, (byte) => parseInt(byte, 16))
    expect(markCode(Uint8Array.from([...mac, 255, 255]))).toBe(code)
  })

  it('is another one for every changed part', async () => {
    const code = async (parts: typeof PARTS) => markCode(await hmac(KEY, new TextEncoder().encode(markText(parts))))
    const changed = [
      PARTS,
      { ...PARTS, at: '2026-11-23T02:12:09Z' },
      { ...PARTS, site: 813 },
      { ...PARTS, fix: '117.37215,25.94121' },
    ]
    expect(new Set(await Promise.all(changed.map(code))).size).toBe(changed.length)
  })
})

describe('the lines', () => {
  const said = {
    at: PARTS.at,
    place: '将军山社区 出租屋 3 号',
    fix: PARTS.fix,
    accuracy: 11.6,
    officer: '王巡',
    code: 'K7F39QX2',
  }
  const words = { locale: 'zh-CN', noFix: '无定位' }

  it('read as people read them', () => {
    expect(markLines(said, words)).toEqual([
      '2026年11月23日 10:12',
      '将军山社区 出租屋 3 号',
      '117.37215, 25.94120 ±12 m',
      '王巡 K7F3-9QX2',
    ])
  })

  it('say when something is not known', () => {
    expect(markLines({ ...said, fix: null }, words)[2]).toBe('无定位')
    expect(markLines({ ...said, accuracy: null }, words)[2]).toBe('117.37215, 25.94120')
  })
})

/** What the server's side wrote; its tests read the same file. */
const file = join(import.meta.dirname, '../../../tests/vectors/marks.json')
const vectors = JSON.parse(readFileSync(file, 'utf8')) as { cases: Vector[] }

interface Vector extends MarkParts {
  key: string
  text: string
  mac: string
  code: string
  shown: string
}

describe('the marks that the server knows', () => {
  it.each(vectors.cases)('$shown', async ({ key, text, mac, code, shown, ...parts }) => {
    expect(markText(parts)).toBe(text)
    const made = await hmac(fromBase64(key), new TextEncoder().encode(text))
    expect(hex(made)).toBe(mac)
    expect(markCode(made)).toBe(code)
    expect(codeText(code)).toBe(shown)
  })
})
