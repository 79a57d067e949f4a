import { describe, expect, it } from 'vitest'
import { isManaged, listManaged } from '@/domain/managing'

describe('what is managed now and then', () => {
  it('opens to those who may', () => {
    expect(listManaged(['coverage.read', 'grid.hand_over', 'site.approve'])).toEqual([
      'exemptions',
      'redraws',
      'adjustments',
      'handover',
      'site-changes',
    ])
    expect(listManaged(['checkin.create'])).toEqual([])
  })

  it.each([
    ['/exemptions', true],
    ['/adjustments/12', true],
    ['/coverage', false],
    ['/', false],
  ])('%s is part of it: %s', (path, is) => expect(isManaged(path)).toBe(is))
})
