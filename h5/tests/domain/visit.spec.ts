import { describe, expect, it } from 'vitest'
import type { Question } from '@/api/types'
import { lackOf, visitBody, type Visit } from '@/domain/visit'

const SMELL: Question = {
  ...{
    code: 'smell',
    text: '有异味吗？',
    text_en: '',
    type: 'yes_no_na',
    options: [],
    normal: 'no',
    abnormal: ['yes'],
  },
  ...{ when: null, optional: false, help: null },
}
const OPEN: Question = { ...SMELL, code: 'open', normal: null }

function visit(changes: Partial<Visit> = {}): Visit {
  return {
    ...{ uid: 'u', site: 7, trade: null, at: Date.UTC(2026, 0, 2), clock: { token: 't', elapsed_ms: 5 }, device: 'd' },
    ...{
      fix: { lon: 117, lat: 26, accuracy: 9, at: 0 },
      noFixReason: null,
      place: { place: 'on_site', distanceM: 3 },
      placeReason: '',
    },
    ...{
      attempt: null,
      checklist: { id: 4, questions: [SMELL] },
      given: {},
      note: ' ok ',
      photos: [],
      effort: { taps: 3, seconds: 21 },
    },
    ...changes,
  }
}

describe('the document of a visit', () => {
  it('says everything once', () => {
    expect(visitBody(visit())).toEqual({
      ...{
        format: 2,
        device: 'd',
        id: 'u',
        site: 7,
        device_time: '2026-01-02T00:00:00.000Z',
        clock: { token: 't', elapsed_ms: 5 },
      },
      ...{
        fix: { lon: 117, lat: 26, accuracy: 9, at: '1970-01-01T00:00:00.000Z' },
        no_fix_reason: null,
        place_reason: '',
      },
      ...{
        result: 'normal',
        attempt_reason: null,
        checklist: 4,
        note: 'ok',
        photos: [],
        effort: { taps: 3, seconds: 21 },
      },
      answers: [{ question: 'smell', value: 'no', given: 'all_normal' }],
    })
  })

  it('gives a reason only where one is asked for', () => {
    const far = visitBody(visit({ place: { place: 'far', distanceM: 900 }, placeReason: ' 对面山 ' }))
    expect(far.place_reason).toBe('对面山')
    expect(visitBody(visit({ placeReason: '对面山' })).place_reason).toBe('')
  })

  it('has a reason where it has no position', () => {
    const none = { fix: null, place: { place: 'no_fix', distanceM: null } } as const
    expect(visitBody(visit({ ...none, noFixReason: 'denied' })).no_fix_reason).toBe('denied')
    expect(visitBody(visit(none)).no_fix_reason).toBe('unavailable')
  })

  it('answers nothing when the site could not be checked', () => {
    const body = visitBody(visit({ attempt: 'locked', given: { smell: { value: 'yes', given: 'each' } } }))
    expect([body.result, body.attempt_reason, body.checklist, body.answers]).toEqual(['attempted', 'locked', null, []])
  })
})

describe('what a visit still lacks', () => {
  it.each([
    ['nothing', {}, false, 0, null],
    ['its position', {}, true, 0, { key: 'position' }],
    ['a reason', { place: { place: 'far', distanceM: 900 } }, false, 0, { key: 'reason' }],
    ['an answer', { checklist: { id: 4, questions: [SMELL, OPEN] } }, false, 0, { key: 'answers', n: 1 }],
    ['a photo', {}, false, 2, { key: 'photos', n: 2 }],
    ['nothing after an attempt', { attempt: 'nobody', checklist: { id: 4, questions: [OPEN] } }, false, 2, null],
  ] as const)('%s', (_name, changes, searching, photosMin, lack) => {
    expect(lackOf(visit(changes as Partial<Visit>), searching, photosMin)).toEqual(lack)
  })
})
