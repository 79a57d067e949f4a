import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { groupOf, LOAD_GROUPS } from '@/loadGroups'

const SOURCE = join(import.meta.dirname, '../src')
const read = (name: string) => readFileSync(join(SOURCE, name), 'utf8')
const pages = (readdirSync(join(SOURCE, 'pages'), { recursive: true }) as string[])
  .filter((name) => name.endsWith('Page.vue'))
  .map((name) => name.slice(0, -'.vue'.length))

/** The files that a file imports, those that it fetches when needed too. */
function imported(name: string): string[] {
  return [...read(name).matchAll(/(?:from|import)\s*\(?\s*'([@.][^']+)'/g)].flatMap(([, specifier]) => {
    const path = specifier!.startsWith('@/') ? specifier!.slice(2) : join(dirname(name), specifier!)
    return ['', '.ts', '.vue', '/index.ts'].map((end) => path + end).filter((file) => /\.(ts|vue)$/.test(file))
  })
}

function withImports(name: string, seen = new Set<string>()): Set<string> {
  if (seen.has(name) || !existsSync(join(SOURCE, name))) return seen
  seen.add(name)
  for (const each of imported(name)) withImports(each, seen)
  return seen
}

/** The keys of a part, as paths. */
function keysOf(part: string): string[] {
  const walk = (node: unknown, path: string): string[] =>
    typeof node === 'object' && node !== null && !Array.isArray(node)
      ? Object.entries(node).flatMap(([key, value]) => walk(value, path ? `${path}.${key}` : key))
      : [path]
  return walk(JSON.parse(read(`locales/${part}/zh-CN.json`)), '')
}

const parts = readdirSync(join(SOURCE, 'locales'), { withFileTypes: true }).filter((entry) => entry.isDirectory())
const homes = new Map(parts.flatMap(({ name }) => keysOf(name).map((key) => [key, name] as const)))
/** Said by pages of others with the same file: what a finding or a conflict is called. */
const ELSEWHERE = ['domain/labels.ts', 'composables/useProblem.ts']

/** The parts in which the keys stand that a file names, as a whole or up to what it fills in. */
function partsNamedIn(name: string): Set<string> {
  const withoutRights = read(name).replace(/\bmay\('[^']+'\)/g, '')
  const named = [...withoutRights.matchAll(/['"`]([a-z-]+\.[\w.]*)(\$\{)?/g)]
  return new Set(
    named.flatMap(([, key, isOpen]) =>
      isOpen
        ? [...homes].filter(([each]) => each.startsWith(key!)).map(([, part]) => part)
        : [homes.get(key!)].filter((part) => part !== undefined),
    ),
  )
}

describe('the load groups', () => {
  it('name every page, and only pages that there are', () => {
    expect(pages.filter((page) => groupOf(page) === null)).toEqual([])
    const named = Object.values(LOAD_GROUPS).flatMap((group) => group.pages)
    const isThere = (name: string) => existsSync(join(SOURCE, 'pages', name))
    expect(named.filter((name) => !isThere(name))).toEqual([])
    expect(named.filter((name, at) => named.indexOf(name) !== at)).toEqual([])
  })

  it.each(pages)('bring the words of %s along', (page) => {
    const group = LOAD_GROUPS[groupOf(page)!]!
    const missing = [...withImports(`pages/${page}.vue`)]
      .filter((file) => !ELSEWHERE.includes(file))
      .flatMap((file) => [...partsNamedIn(file)].map((part) => `${part}: ${file}`))
      .filter((each) => !['first', ...group.words].includes(each.split(':')[0]!))
    expect(missing).toEqual([])
  })

  it('bring all words that they name', () => {
    const named = Object.values(LOAD_GROUPS).flatMap((group) => group.words)
    expect(named.filter((part) => !parts.some(({ name }) => name === part))).toEqual([])
  })
})
