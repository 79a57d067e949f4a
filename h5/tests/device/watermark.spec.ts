import { describe, expect, it } from 'vitest'
import { layOutMark, wrapLine } from '@/device/watermark'

/** Chinese letters are as wide as high, the others half of that. */
const widthOf = (text: string, letter: number) =>
  [...text].reduce((sum, c) => sum + (c > '\u2e80' ? letter : letter / 2), 0)
const fits = (cells: number) => (text: string) => widthOf(text, 2) <= cells

const LINES = [
  '2026年1月2日 15:04',
  '将军山社区龙门路一百二十八号后栋出租屋（三层，靠山一侧）',
  '117.37215, 25.94120 ±12 m',
  '王巡 K7F3-9QX2',
]

describe('a long line', () => {
  it('breaks Chinese anywhere and figures between words', () => {
    expect(wrapLine('将军山社区出租屋', fits(8))).toEqual(['将军山社', '区出租屋'])
    expect(wrapLine('117.37215, 25.94120 ±12 m', fits(18))).toEqual(['117.37215,', '25.94120 ±12 m'])
  })

  it('never begins with a stop', () => {
    expect(wrapLine('三层，靠山', fits(4))).toEqual(['三', '层，', '靠山'])
  })

  it.each([2, 3, 5, 8, 13, 40])('loses nothing at %d cells', (cells) => {
    for (const line of LINES) {
      const rows = wrapLine(line, fits(cells))
      expect(rows.join('').replaceAll(' ', '')).toBe(line.replaceAll(' ', ''))
      expect(rows.filter((row) => [...row].length > 1 && !fits(cells)(row))).toEqual([])
    }
  })
})

describe('the plate', () => {
  it.each([
    [1600, 1200],
    [1200, 1600],
    [640, 480],
    [160, 120],
    [1600, 60],
    [90, 1600],
  ])('of %d × %d holds every row', (width, height) => {
    const { rows, letter, plate } = layOutMark(LINES, width, height, widthOf)
    expect(rows.join('').replaceAll(' ', '')).toBe(LINES.join('').replaceAll(' ', ''))
    for (const row of rows) expect(widthOf(row, letter) + letter).toBeLessThanOrEqual(width)
    expect(plate[1]).toBeGreaterThan(rows.length * letter)
  })

  it('grows with the picture, and is not there without words', () => {
    expect(layOutMark(LINES, 1600, 1200, widthOf).letter).toBe(37)
    expect(layOutMark(LINES, 640, 480, widthOf).letter).toBe(15)
    expect(layOutMark([], 10, 10, widthOf).plate).toEqual([0, 0])
  })
})
