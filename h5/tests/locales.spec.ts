import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ICONS } from '@/components/icons'
const SOURCE = join(import.meta.dirname, '../src')
const LOCALES = join(SOURCE, 'locales')

type Leaves = Record<string, string>

function leaves(node: unknown, path = ''): Leaves {
  if (typeof node === 'string') return { [path]: node }
  return Object.assign(
    {},
    ...Object.entries(node as object).map(([key, value]) => leaves(value, path ? `${path}.${key}` : key)),
  )
}

const partsIn = (language: string): Record<string, Leaves> =>
  Object.fromEntries(
    readdirSync(LOCALES, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => [name, leaves(JSON.parse(readFileSync(join(LOCALES, name, `${language}.json`), 'utf8')))]),
  )

const parts = partsIn('zh-CN')
const chinese = Object.assign({}, ...Object.values(parts)) as Leaves
const english = Object.assign({}, ...Object.values(partsIn('en'))) as Leaves
const holes = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort()

/** Of two entries of one name a reader of JSON keeps the last and says nothing. */
function countKeys(node: unknown): number {
  if (typeof node !== 'object' || node === null) return 0
  const inside = Object.values(node).reduce((sum: number, each) => sum + countKeys(each), 0)
  return inside + (Array.isArray(node) ? 0 : Object.keys(node).length)
}

describe('the locales', () => {
  it.each(Object.keys(parts).flatMap((part) => [`${part}/zh-CN`, `${part}/en`]))('have no name twice: %s', (name) => {
    const text = readFileSync(join(LOCALES, `${name}.json`), 'utf8')
    expect(text.match(/"(?:[^"\\]|\\.)*"\s*:/g)).toHaveLength(countKeys(JSON.parse(text)))
  })

  it('hold each key once, whatever part it is in', () => {
    const keys = Object.values(parts).flatMap((words) => Object.keys(words))
    expect(keys.filter((key, at) => keys.indexOf(key) !== at)).toEqual([])
  })

  it('hold the same keys', () => {
    expect(Object.keys(english).sort()).toEqual(Object.keys(chinese).sort())
  })

  it('name the same values in every sentence', () => {
    const differing = Object.keys(chinese).filter((key) => holes(chinese[key]!).join() !== holes(english[key]!).join())
    expect(differing).toEqual([])
  })

  it('shout nowhere', () => {
    expect(Object.values({ ...chinese, ...english }).filter((text) => /[!！]/.test(text))).toEqual([])
  })

  it('hold every key that the code names', () => {
    const known = new Set(Object.keys(chinese))
    const missing = (readdirSync(SOURCE, { recursive: true }) as string[])
      .filter((name) => /\.(ts|vue)$/.test(name) && !name.startsWith('tip'))
      .flatMap((name) => {
        const text = readFileSync(join(SOURCE, name), 'utf8')
        return [...text.matchAll(/\bt\(\s*'([a-z_]+\.[a-z_.]+)'/g)].map((match) => match[1]!)
      })
      .filter((key) => !known.has(key))
    expect(missing).toEqual([])
  })

  it('name every section, and every section has its icon', () => {
    const sections = Object.keys(chinese)
      .filter((key) => key.startsWith('nav.') && key !== 'nav.label')
      .map((key) => key.slice('nav.'.length))
    expect(sections.filter((section) => !(section in ICONS))).toEqual([])
  })
})
