import { describe, expect, it } from 'vitest'
import { readTypedAreas, rowOf } from '@/domain/typedAreas'

describe('areas that somebody types', () => {
  it.each([
    ['东坡村', [[1, '东坡村', null]]],
    [
      '东坡村 350481001\n\n 西洋村\t350481002 ',
      [
        [1, '东坡村', '350481001'],
        [3, '西洋村', '350481002'],
      ],
    ],
    ['东坡村　３５０４８１００１', [[1, '东坡村', '350481001']]],
    ['第一网格\tA-12', [[1, '第一网格', 'A-12']]],
    ['网格 101', [[1, '网格 101', null]]],
    ['Grid 100', [[1, 'Grid 100', null]]],
    ['New Village', [[1, 'New Village', null]]],
    ['350481001', [[1, '350481001', null]]],
    [' \n\t\n', []],
  ])('reads %j', (text, wanted) => {
    const read = readTypedAreas(text, '350481')
    expect(read.map(({ line, area }) => [line, area.name, area.code])).toEqual(wanted)
  })

  it('knows the row of a fault', () => {
    expect(rowOf('areas.3.name')).toBe(3)
    expect(rowOf('parent_id')).toBeNull()
  })
})
