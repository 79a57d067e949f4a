/** Why a visit does not stand by itself. Pure. */
import type { Credit, Place } from '@/api/types'

/**
 * Keys of the words for it, the weightiest first: the place, the time, then what its photos and
 * clocks tell; where nothing else is to blame, the coarse position.
 */
export function doubtsOf({ place, credit }: { place: Place; credit: Credit }, flags: readonly string[] = []): string[] {
  const found = [
    ...(place === 'far' || place === 'no_fix' ? [`place.${place}`] : []),
    ...(credit === 'disputed' ? ['credit.disputed'] : []),
    ...flags.map((flag) => `flag.${flag}`),
  ]
  return found.length ? found : ['flag.accuracy_coarse']
}
