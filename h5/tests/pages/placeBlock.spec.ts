import { describe, expect, it } from 'vitest'
import PlaceBlock from '@/pages/checkin/PlaceBlock.vue'
import { mounted } from '../mounted'

const shown = (accuracy: number | null, coarseM: number): string =>
  mounted(PlaceBlock, {
    props: {
      modelValue: '',
      place: { place: 'on_site', distanceM: 10 },
      fix: { lon: 117, lat: 26, accuracy, at: 0 },
      coarseM,
      reason: null,
      isSearching: false,
    },
  }).text()

describe('the place of a visit', () => {
  it.each([
    [200, 200, false],
    [201, 200, true],
    [500, 500, false],
    [null, 200, false],
  ])('with ±%s m where %s m are allowed says that it waits: %s', (accuracy, coarseM, waits) => {
    const text = shown(accuracy, coarseM)
    expect(text).toContain('在现场')
    expect(text.includes('位置粗略')).toBe(waits)
    if (waits) expect(text).toContain(`误差超过 ${coarseM} 米，这样打卡要等网格长核对`)
  })
})
