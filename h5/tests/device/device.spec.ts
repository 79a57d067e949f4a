import { describe, expect, it } from 'vitest'
import { hex, hmac, newUid, sha256 } from '@/device/hash'
import { watchLocation, type Reading } from '@/device/location'
import { fitSides } from '@/device/picture'
import { fileTime } from '@/device/values'

const bytes = (text: string) => new TextEncoder().encode(text)
const ABC = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'

describe('hashes', () => {
  it('are the same with and without the browser', async () => {
    expect(await sha256(bytes('abc'))).toBe(ABC)
    expect(await sha256(bytes('abc'), null as never)).toBe(ABC)
    const long = bytes('巡'.repeat(100_000))
    expect(await sha256(long, null as never)).toBe(await sha256(long))
  })

  it('with a key are those of RFC 4231, with and without the browser', async () => {
    const said = bytes('what do ya want for nothing?')
    const mac = '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843'
    expect(hex(await hmac(bytes('Jefe'), said))).toBe(mac)
    expect(hex(await hmac(bytes('Jefe'), said, null as never))).toBe(mac)
  })

  it('name visits by version 4 UUIDs', () => {
    expect(newUid()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(newUid()).not.toBe(newUid())
  })
})

describe('the position', () => {
  function readings(around: Parameters<typeof watchLocation>[1]): Reading[] {
    const found: Reading[] = []
    watchLocation((reading) => found.push(reading), around)()
    return found
  }
  const phone = (act: (ok: PositionCallback, bad: PositionErrorCallback) => void) =>
    ({
      watchPosition: (ok: PositionCallback, bad: PositionErrorCallback) => (act(ok, bad), 1),
      clearWatch: () => undefined,
    }) as unknown as Geolocation

  it('is not even asked for on an insecure address', () => {
    const around = { isSecureContext: false, geolocation: phone(() => expect.unreachable()) }
    expect(readings(around)).toEqual([{ state: 'none', reason: 'insecure' }])
  })

  it('may be missing altogether', () => {
    expect(readings({ isSecureContext: true, geolocation: undefined })).toEqual([
      { state: 'none', reason: 'unavailable' },
    ])
  })

  const fixed = (coords: object, timestamp: unknown) =>
    readings({
      isSecureContext: true,
      geolocation: phone((ok) => ok({ coords, timestamp } as unknown as GeolocationPosition)),
    })[0]

  it.each([
    ['NaN', Number.NaN],
    ['nothing', undefined],
    ['nanoseconds', Date.now() * 1e6],
    ['two days ahead', Date.now() + 2 * 86_400_000],
    ['a word', 'now'],
  ])('has the time of now when that of its fix is %s', (_name, timestamp) => {
    const reading = fixed({ longitude: 117, latitude: 25, accuracy: 8 }, timestamp)
    const at = reading?.state === 'fix' ? reading.fix.at : 0
    expect(Math.abs(at - Date.now())).toBeLessThan(5_000)
  })

  it('is made of numbers, also where the platform hands over text', () => {
    const at = Date.now() - 4_000
    expect(fixed({ longitude: '117.37', latitude: '25.94', accuracy: Number.NaN }, String(at))).toEqual({
      state: 'fix',
      fix: { lon: 117.37, lat: 25.94, accuracy: null, at },
    })
  })

  it.each([
    ['east', 25],
    [null, 25],
    ['', 25],
    [117, Number.NaN],
    [117, 91],
    [Number.POSITIVE_INFINITY, 25],
  ])('is none when its place is %s, %s', (longitude, latitude) => {
    expect(fixed({ longitude, latitude, accuracy: 8 }, Date.now())).toEqual({ state: 'none', reason: 'unavailable' })
  })

  it.each([
    [1, 'denied'],
    [2, 'unavailable'],
    [3, 'timeout'],
    [9, 'unavailable'],
  ])('refused with code %d is %s', (code, reason) => {
    const geolocation = phone((_ok, bad) => bad({ code } as GeolocationPositionError))
    expect(readings({ isSecureContext: true, geolocation })).toEqual([{ state: 'none', reason }])
  })

  it('comes with its accuracy and its own time', () => {
    const at = Date.now() - 5
    const position = { coords: { longitude: 117, latitude: 26, accuracy: 12 }, timestamp: at } as GeolocationPosition
    const geolocation = phone((ok) => ok(position))
    expect(readings({ isSecureContext: true, geolocation })).toEqual([
      { state: 'fix', fix: { lon: 117, lat: 26, accuracy: 12, at } },
    ])
  })
})

describe('the size of a photo', () => {
  it.each([
    [4000, 3000, [1600, 1200]],
    [3000, 4000, [1200, 1600]],
    [800, 600, [800, 600]],
    [10_000, 2, [1600, 1]],
  ])('%d × %d', (width, height, size) => expect(fitSides(width, height, 1600)).toEqual(size))
})

describe('the date of a file', () => {
  const now = Date.parse('2026-11-30T00:00:00Z')

  it('is told where it can be true', () => {
    expect(fileTime(now - 1, now)).toBe('2026-11-29T23:59:59.999Z')
    expect(fileTime(now + 3_600_000, now)).toBe('2026-11-30T01:00:00.000Z')
  })

  it.each([Number.NaN, undefined, null, 0, -1, now * 1000, now + 2 * 86_400_000, 'then'])('%s is none', (value) => {
    expect(fileTime(value, now)).toBeNull()
  })
})
