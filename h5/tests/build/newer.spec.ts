// @vitest-environment node
import { parseAst } from 'vite'
import { expect, it } from 'vitest'
import { newerThan, usedIn } from '../../build/newer'

const newer = newerThan(['chrome87', 'safari14'])
const used = (code: string) => [...usedIn(parseAst(code), newer)]

it.each([
  ['list.at(-1)', '.at()'],
  ['Object.hasOwn(a, b)', 'Object.hasOwn'],
  ['structuredClone(a)', 'structuredClone'],
  ['window.structuredClone(a)', 'structuredClone'],
  ['crypto["randomUUID"]()', 'crypto.randomUUID'],
  ['a?.findLast(b)', '.findLast()'],
  ['AbortSignal.timeout(3)', 'AbortSignal.timeout'],
  ['new FinalizationRegistry(a)', 'FinalizationRegistry'],
  ['view.setBigUint64(0, a)', '.setBigUint64()'],
])('%s is newer than the target', (code, name) => {
  expect(used(code)).toEqual([name])
})

it.each([
  'fix.at',
  'const a = { at: 3, structuredClone: 4 }',
  'a.structuredClone',
  'typeof structuredClone',
  'Object.fromEntries(a).replaceAll(b, c)',
  'Promise.allSettled(a)',
  'list.includes(a)',
])('%s is in the target, or no use', (code) => {
  expect(used(code)).toEqual([])
})
