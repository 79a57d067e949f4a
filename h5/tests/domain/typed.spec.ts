import { expect, it } from 'vitest'
import { asPosition, plainText, typedNumber } from '@/domain/typed'

it.each([
  ['２．５', 2.5],
  ['2。5', 2.5],
  ['－3', -3],
  ['\u22123', -3],
  [' 117.37\u200b ', 117.37],
  ['1 000', 1000],
  ['', null],
  ['三', null],
  ['1.2.3', null],
  ['Infinity', null],
])('%j is the number %s', (typed, number) => {
  expect(typedNumber(typed)).toBe(number)
})

it.each([
  ['\u202d13800138000\u202c', '13800138000'],
  ['ｗａｎｇ．ｘｕｎ ', 'wang.xun'],
  ['王\u00ad巡', '王巡'],
])('%j is plainly %j', (typed, plain) => {
  expect(plainText(typed)).toBe(plain)
})

it.each([
  ['117.35', '２６', [117.35, 26]],
  ['117.35', '91', null],
  ['-181', '26', null],
  ['', '26', null],
])('%s and %s are the position %j', (lon, lat, position) => {
  expect(asPosition(lon, lat)).toEqual(position)
})
