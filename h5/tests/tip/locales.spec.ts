import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { foundIn, type Words } from '@/locales/sentence'
import en from '@/tip/locales/en.json'
import zh from '@/tip/locales/zh-CN.json'

const SOURCE = join(import.meta.dirname, '../../src/tip')
const code = (readdirSync(SOURCE, { recursive: true }) as string[])
  .filter((name) => /\.(ts|vue)$/.test(name))
  .map((name) => readFileSync(join(SOURCE, name), 'utf8'))
  .join('\n')

function leaves(node: Words, path = ''): [string, string][] {
  if (typeof node === 'string') return [[path, node]]
  return Object.entries(node).flatMap(([key, value]) => leaves(value as Words, path ? `${path}.${key}` : key))
}

const chinese = new Map(leaves(zh))
const english = new Map(leaves(en))
const holes = (text: string) =>
  [...text.matchAll(/\{(\w+)\}/g)]
    .map((match) => match[1])
    .sort()
    .join()

describe('the words of the citizen’s page', () => {
  it('are the same in both languages', () => {
    expect([...english.keys()].sort()).toEqual([...chinese.keys()].sort())
  })

  it('name the same values, but for the name of a month', () => {
    const differing = [...chinese].filter(
      ([key, text]) => !['day', 'month'].includes(key) && holes(text) !== holes(english.get(key)!),
    )
    expect(differing).toEqual([])
  })

  it('shout nowhere', () => {
    expect([...chinese.values(), ...english.values()].filter((text) => /[!！]/.test(text))).toEqual([])
  })

  it('hold every key that the code names, and the code names every one', () => {
    const named = [...code.matchAll(/'([a-z]\w*(?:\.\w+)+)'/g)]
      .map((match) => match[1]!)
      .filter((key) => foundIn(zh, key.split('.')[0]!))
    expect(named.filter((key) => foundIn(zh, key) === undefined)).toEqual([])
    const built = [...code.matchAll(/`([a-z]\w*(?:\.\w+)*[._])\$\{/g)].map((match) => match[1]!)
    const unused = [...chinese.keys()].filter(
      (key) =>
        !named.some((name) => key === name || key.startsWith(`${name}.`)) &&
        !built.some((start) => key.startsWith(start)),
    )
    // A key without a path cannot be told from any other word; the QR code's own is the component's.
    expect(unused.filter((key) => key.includes('.'))).toEqual(['qr.too_long'])
  })

  it('say that whoever runs the system could have later tips go elsewhere, and how to notice', () => {
    expect(chinese.get('trust.admin.sees')).toMatch(/以后新寄的举报.*海报/)
    expect(english.get('trust.admin.sees')).toMatch(/future tips.*poster/)
  })
})
