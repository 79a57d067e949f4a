import { describe, expect, it } from 'vitest'
import { gcj02Of } from '@/domain/datum'
import { waysTo } from '@/domain/wayThere'

describe('the datum of Chinese maps', () => {
  // As backend/geo/measure.py computes it.
  it.each([
    [117.3695, 25.942, 117.37471065849893, 25.93909392609998],
    [116.4, 39.9, 116.40624278491117, 39.901403529849404],
    [103, 1, 103.00110206716249, 1.0008031899120309],
    [2.35, 48.85, 2.35, 48.85],
  ])('bends %s, %s', (lon, lat, x, y) => {
    const [east, north] = gcj02Of(lon, lat)
    expect(east).toBeCloseTo(x, 9)
    expect(north).toBeCloseTo(y, 9)
  })
})

describe('the ways to a site', () => {
  const ways = waysTo({ name: '南门 1 号&', lon: 117.3695, lat: 25.942 })
  it('hand GCJ-02 to the apps and WGS-84 to the phone', () => {
    const at = (app: string) => ways.find((way) => way.app === app)!.href
    expect(at('amap')).toContain('position=117.374711,25.939094')
    expect(at('tencent')).toContain('coord:25.939094,117.374711')
    expect(at('baidu')).toContain('location=25.939094,117.374711')
    expect(at('phone')).toContain('geo:25.942000,117.369500')
  })
  it('carry the name whole, whatever stands in it', () => {
    for (const { href } of ways) expect(href).toContain(encodeURIComponent('南门 1 号&'))
  })
})
