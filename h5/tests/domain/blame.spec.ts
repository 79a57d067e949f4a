import { beforeEach, describe, expect, it } from 'vitest'
import { createBlame } from '@/domain/blame'

describe('what a visit is blamed for', () => {
  let blame: ReturnType<typeof createBlame>
  beforeEach(() => {
    blame = createBlame()
    for (let n = 0; n < 3; n++) blame.fail('a')
    blame.fail('b')
  })

  it('is each failure since it last went well', () => {
    expect([blame.count('a'), blame.count('b'), blame.count('c')]).toEqual([3, 1, 0])
    blame.pass('a')
    expect([blame.count('a'), blame.count('b')]).toEqual([0, 1])
  })
  it('is forgotten when the line is back, for those that lacked it', () => {
    blame.forgive([{ uid: 'a' }])
    expect([blame.count('a'), blame.count('b')]).toEqual([0, 1])
  })
  it('is told with how often the line failed, until something went well', () => {
    expect([blame.fail('c'), blame.pass('b'), blame.fail('a'), blame.pass('b')]).toEqual([4, true, 0, true])
    expect(blame.pass('b')).toBe(false)
  })
  it('is not forgiven twice to one that fails on every line', () => {
    blame.forgive([{ uid: 'a' }])
    blame.fail('a')
    blame.forgive([{ uid: 'a' }])
    expect(blame.count('a')).toBe(1)
  })
  it('is forgiven anew on another network, and once it went well', () => {
    blame.forgive([{ uid: 'a' }, { uid: 'b' }])
    blame.fail('a')
    blame.renew()
    blame.forgive([{ uid: 'a' }])
    expect(blame.count('a')).toBe(0)
    blame.pass('b')
    blame.fail('b')
    blame.forgive([{ uid: 'b' }])
    expect(blame.count('b')).toBe(0)
  })
})
