import { describe, expect, it } from 'vitest'
import { clockText, codeText, daysApart, distance, lastDay, percent, span, timeText } from '@/domain/format'
import { grouped } from '@/domain/grouped'

describe('times', () => {
  it('are those of Shanghai, whatever the phone is set to', () => {
    expect(timeText('2026-01-02T07:04:00Z', 'zh-CN')).toBe('2026年1月2日 15:04')
    expect(timeText('2026-01-02T07:04:00Z', 'en')).toBe('2 Jan 2026 15:04')
    expect(clockText('2026-01-01T16:00:00Z')).toBe('00:00')
  })

  it('count local days', () => {
    expect(daysApart('2026-01-01T16:00:00Z', '2026-01-01T15:59:59Z')).toBe(1)
    expect(daysApart('2026-01-01T15:59:59Z', '2025-12-31T16:00:00Z')).toBe(0)
    expect(daysApart('2026-02-28T16:00:00Z', '2026-03-01T16:00:00Z')).toBe(-1)
  })

  it('call the end of a window 24:00 of the day before', () => {
    expect(daysApart(lastDay('2026-01-03T16:00:00Z'), '2026-01-03T10:00:00Z')).toBe(0)
  })
})

describe('figures', () => {
  it.each([
    [18.4, { key: 'unit.metres', n: '18' }],
    [999.4, { key: 'unit.metres', n: '999' }],
    [1100, { key: 'unit.kilometres', n: '1.1' }],
    [23_456, { key: 'unit.kilometres', n: '23' }],
  ])('%f m', (metres, text) => expect(distance(metres)).toEqual(text))

  it.each([
    [0, { key: 'unit.hours', n: '1' }],
    [7_200, { key: 'unit.hours', n: '2' }],
    [86_400, { key: 'unit.days', n: '1.0' }],
    [397_440, { key: 'unit.days', n: '4.6' }],
  ])('%f s', (seconds, text) => expect(span(seconds)).toEqual(text))

  it.each([
    [null, '–'],
    [0, '0.0%'],
    [0.864, '86.4%'],
    [0.9999, '99.9%'],
    [1, '100%'],
  ])('a rate of %s reads %s', (rate, text) => expect(percent(rate)).toBe(text))

  it('group thousands and halve codes', () => {
    expect([7, 2203, 1234567].map(grouped)).toEqual(['7', '2,203', '1,234,567'])
    expect(codeText('K492QX7F')).toBe('K492-QX7F')
  })
})
