import { describe, expect, it } from 'vitest'
import { findByName, sortByName } from '@/domain/people'

const people = ['赵六', '李四', '张三', 'Wang Wu'].map((name) => ({ name }))

describe('people in a list', () => {
  it('stand in the order of pinyin and leave the given list as it was', () => {
    expect(sortByName(people.slice(0, 3)).map(({ name }) => name)).toEqual(['李四', '张三', '赵六'])
    expect(people[0]!.name).toBe('赵六')
  })
  it.each([
    ['张', ['张三']],
    [' wang ', ['Wang Wu']],
    ['', ['赵六', '李四', '张三', 'Wang Wu']],
    ['孙', []],
  ])('are found by a part of the name: %s', (text, names) => {
    expect(findByName(people, text).map(({ name }) => name)).toEqual(names)
  })
})
