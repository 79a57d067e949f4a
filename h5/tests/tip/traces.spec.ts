import { describe, expect, it } from 'vitest'
import { tracesIn } from '@/tip/domain/traces'

/** A JPEG's head whose Exif block holds these tags. */
function jpeg(tags: number[], little = true): Uint8Array {
  const view = new DataView(new ArrayBuffer(40 + 12 * tags.length))
  const put = (at: number, value: number) => view.setUint16(at, value, little)
  view.setUint16(0, 0xffd8)
  view.setUint16(2, 0xffe1)
  view.setUint16(4, 30 + 12 * tags.length)
  view.setUint32(6, 0x45786966)
  view.setUint16(12, little ? 0x4949 : 0x4d4d)
  put(14, 42)
  view.setUint32(16, 8, little)
  put(20, tags.length)
  tags.forEach((tag, i) => put(22 + 12 * i, tag))
  return new Uint8Array(view.buffer)
}

describe('the traces in a photo', () => {
  it.each([true, false])('are found in either order of bytes', (little) => {
    expect(tracesIn(jpeg([0x0110, 0x0132, 0x8825], little))).toEqual({ position: true, device: true, time: true })
    expect(tracesIn(jpeg([0x0112], little))).toEqual({ position: false, device: false, time: false })
  })

  it.each(['', 'no picture', '\u00ff\u00d8\u00ff\u00e1'])('are none in what cannot be read: %j', (text) => {
    expect(tracesIn(Uint8Array.from(text, (char) => char.charCodeAt(0)))).toEqual({
      position: false,
      device: false,
      time: false,
    })
  })
})
