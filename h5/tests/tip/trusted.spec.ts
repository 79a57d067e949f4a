import { describe, expect, it, vi } from 'vitest'
import { ownScript, trustOwnScripts } from '@/tip/device/trusted'

describe('what may become a script', () => {
  it.each([
    ['/assets/solve-1.js', true],
    [`${location.origin}/assets/solve-1.js`, true],
    ['/api/published', false],
    ['/assets/../api/published', false],
    ['https://elsewhere.example/assets/solve-1.js', false],
    ['//elsewhere.example/assets/solve-1.js', false],
    ['data:text/javascript,alert(1)', false],
    ['blob:x', false],
  ])('%s: %s', (url, mayBe) => {
    expect(ownScript(url)).toBe(mayBe ? url : null)
  })

  it('is told to browsers that ask, and to no others', () => {
    const createPolicy = vi.fn()
    trustOwnScripts({ trustedTypes: { createPolicy } })
    expect(createPolicy).toHaveBeenCalledWith('default', { createScriptURL: ownScript })
    expect(() => trustOwnScripts({})).not.toThrow()
  })
})
