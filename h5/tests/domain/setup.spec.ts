import { describe, expect, it } from 'vitest'
import { setupLabel, setupPlace, stepIsDone } from '@/domain/setup'

describe('steps of setting up', () => {
  it.each([
    [{ step: 'areas', done: 0, of: null }, false, '○'],
    [{ step: 'areas', done: 1, of: null }, true, '●'],
    [{ step: 'leaders', done: 11, of: 12 }, false, '◐'],
    [{ step: 'leaders', done: 12, of: 12 }, true, '●'],
    [{ step: 'leaders', done: 0, of: 0 }, false, '○'],
    [{ step: 'boundaries', done: 0, of: 0 }, true, '○'],
    [{ step: 'boundaries', done: 11, of: 12 }, true, '○'],
    [{ step: 'boundaries', done: 12, of: 12 }, true, '●'],
  ] as const)('%j', (step, isDone, shape) => {
    expect(stepIsDone(step)).toBe(isDone)
    expect(setupLabel(step).shape).toBe(shape)
  })

  it('leads only where one may go', () => {
    expect(setupPlace('sites', ['account.manage'])).toBeUndefined()
    expect(setupPlace('sites', ['site.write'])).toBe('/sites')
    expect(setupPlace('plan', ['site.write'])).toBeUndefined()
  })
})
