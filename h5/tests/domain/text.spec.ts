import { expect, it } from 'vitest'
import { eachWellFormed, wellFormed } from '@/domain/text'

it.each([
  ['门锁已换\ud83d', '门锁已换\ufffd'],
  ['\ude00门', '\ufffd门'],
  ['\ud83d\ud83d\ude00', '\ufffd😀'],
  ['门锁😀已换', '门锁😀已换'],
])('%j is well-formed as %j', (text, formed) => {
  expect(wellFormed(text)).toBe(formed)
})

it('no text of a document keeps half a sign', () => {
  const json = JSON.stringify({ note: 'a\ud83d', photos: [{ note: '\udc00' }], n: 1 }, eachWellFormed)
  expect(json).not.toContain('\\ud')
  expect(JSON.parse(json)).toEqual({ note: 'a\ufffd', photos: [{ note: '\ufffd' }], n: 1 })
})
