import { describe, expect, it } from 'vitest'
import { readTypedAreas, rowOf } from '@/domain/typedAreas'

describe('areas that somebody types', () => {
  it.each([
    ['东坡村', [{ name: '东坡村', code: null }]],
    [
      '东坡村 350481001\n\n 西洋村\t350481002 ',
      [
        { name: '东坡村', code: '350481001' },
        { name: '西洋村', code: '350481002' },
      ],
    ],
    ['东坡村　３５０４８１００１', [{ name: '东坡村', code: '350481001' }]],
    ['Grid 1', [{ name: 'Grid 1', code: null }]],
    ['New Village', [{ name: 'New Village', code: null }]],
    ['第一网格 A-12', [{ name: '第一网格', code: 'A-12' }]],
    ['350481001', [{ name: '350481001', code: null }]],
    [' \n\t\n', []],
  ])('reads %j', (text, wanted) => {
    expect(readTypedAreas(text)).toEqual(wanted)
  })

  it('knows the row of a fault', () => {
    expect(rowOf('areas.3.name')).toBe(3)
    expect(rowOf('parent_id')).toBeNull()
  })
})
