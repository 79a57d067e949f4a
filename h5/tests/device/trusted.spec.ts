import { describe, expect, it } from 'vitest'
import { ownScript, trustOwn } from '@/device/trusted'

describe('what may become a script', () => {
  it.each([
    ['/assets/solve-1.js', true],
    [`${location.origin}/assets/solve-1.js`, true],
    ['/sw.js', true],
    ['/other.js', false],
    ['/api/published', false],
    ['/assets/../api/published', false],
    ['https://elsewhere.example/assets/solve-1.js', false],
    ['https://elsewhere.example/sw.js', false],
    ['//elsewhere.example/assets/solve-1.js', false],
    ['data:text/javascript,alert(1)', false],
    ['blob:x', false],
  ])('%s: %s', (url, mayBe) => {
    expect(ownScript(url, ['/sw.js'])).toBe(mayBe ? url : null)
  })

  it('is told to browsers that ask, and to no others; markup passes word for word alone', () => {
    const made: Record<string, (text: string) => string | null> = {}
    const createPolicy = (name: string, rules: typeof made) => Object.assign(made, rules, { name })
    trustOwn({ markup: ['<svg/>'] }, { trustedTypes: { createPolicy } })
    expect(made).toMatchObject({ name: 'default' })
    expect(['<svg/>', '<svg/><b>', ''].map((text) => made['createHTML']!(text))).toEqual(['<svg/>', null, null])
    expect(made['createScriptURL']!('/sw.js')).toBeNull()
    expect(() => trustOwn({}, {})).not.toThrow()
  })
})
