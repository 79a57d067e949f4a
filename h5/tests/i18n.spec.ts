import { beforeEach, describe, expect, it } from 'vitest'
import { loadWords, setLanguage, useI18n } from '@/locales'

const { t, te, list, locale } = useI18n()

describe('a sentence', () => {
  beforeEach(() => setLanguage('zh-CN'))

  it('is found by its path and filled in', () => {
    expect(t('app.name')).toBe('三六九巡查')
    expect(t('unit.metres', { n: 7 })).toBe('7 米')
    expect(t('unit.metres')).toBe(' 米')
  })

  it('that nobody wrote is its key', () => {
    expect(t('app.nothing')).toBe('app.nothing')
    expect(t('app')).toBe('app')
    expect(te('app.nothing')).toBe(false)
    expect(te('app.name')).toBe(true)
  })

  it('changes with the language', async () => {
    await setLanguage('en')
    expect(locale.value).toBe('en')
    expect(t('unit.metres', { n: 7 })).toBe('7 m')
    expect(document.documentElement.lang).toBe('en')
  })

  it('of a part is found once that was fetched, in every language', async () => {
    expect(te('place.reasons_far')).toBe(false)
    await loadWords('field')
    expect(list('place.reasons_far').length).toBeGreaterThan(1)
    expect(list('app.name')).toEqual([])
    const chinese = t('checkin.note')
    await setLanguage('en')
    expect(t('checkin.note')).not.toBe(chinese)
    expect(te('checkin.note')).toBe(true)
  })
})
