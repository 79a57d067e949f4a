import { describe, expect, it } from 'vitest'
import { doubtsOf } from '@/domain/doubts'

describe('why a visit does not stand by itself', () => {
  it.each([
    ['far', 'certain', [], ['place.far']],
    ['no_fix', 'disputed', [], ['place.no_fix', 'credit.disputed']],
    ['on_site', 'certain', ['photo_reused'], ['flag.photo_reused']],
    ['near', 'probable', [], ['flag.accuracy_coarse']],
  ] as const)('is the place, the time, the flags, or else the coarse position: %s, %s', (place, credit, flags, keys) =>
    expect(doubtsOf({ place, credit }, flags)).toEqual(keys),
  )
})
