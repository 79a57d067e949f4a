import { readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { eachWellFormed, joined, nameInside, wellFormed } from '@/domain/text'

it.each([
  ['门锁已换\ud83d', '门锁已换\ufffd'],
  ['\ude00门', '\ufffd门'],
  ['\ud83d\ud83d\ude00', '\ufffd😀'],
  ['门锁😀已换', '门锁😀已换'],
])('%j is well-formed as %j', (text, formed) => {
  expect(wellFormed(text)).toBe(formed)
})

it('no text of a document keeps half a sign', () => {
  const json = JSON.stringify({ note: 'a\ud83d', photos: [{ note: '\udc00' }], n: 1 }, eachWellFormed)
  expect(json).not.toContain('\\ud')
  expect(JSON.parse(json)).toEqual({ note: 'a\ufffd', photos: [{ note: '\ufffd' }], n: 1 })
})

it.each([
  [['王巡', '09:10'], '王巡 ·\u00a009:10'],
  [['王巡', null, '', undefined, '09:10'], '王巡 ·\u00a009:10'],
  [['', '09:10'], '09:10'],
  [[], ''],
])('joins %j without a dot that has no neighbour', (parts, row) => {
  expect(joined(...parts)).toBe(row)
})

it.each([
  ['将军山社区', '将军山社区 出租屋 17 号', '出租屋 17 号'],
  ['将军山社区', '下渡 废弃采石坑', '下渡 废弃采石坑'],
  ['将军山社区', '将军山社区', '将军山社区'],
  ['将军山', '将军山社区 出租屋', '将军山社区 出租屋'],
])('inside %s, %s is %s', (grid, name, short) => {
  expect(nameInside(grid, name)).toBe(short)
})

it('no row lets a dot end a line', () => {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((name) => /\.(vue|json)$/.test(name))
  expect(files.length).toBeGreaterThan(150)
  const loose = files.filter((name) => /·[ \n]/.test(readFileSync(`src/${name}`, 'utf8')))
  expect(loose).toEqual([])
})
