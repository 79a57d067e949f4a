/**
 * Which members of the platform came after the browsers of the target, by MDN's compatibility data,
 * and which of them a built file uses. The bundler lowers syntax; it never adds a missing function.
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

export interface Newer {
  /** Names that stand alone, such as `structuredClone`. */
  globals: Set<string>
  /** `Object.hasOwn`, `navigator.locks`: whether it is newer. */
  members: Map<string, boolean>
  /** Methods of JavaScript's own objects that no object of the target has under that name. */
  methods: Set<string>
}

type Versions = Record<string, number>
interface Support {
  version_added?: string | boolean | null
  version_removed?: unknown
  flags?: unknown
  prefix?: unknown
  alternative_name?: unknown
  partial_implementation?: unknown
}
interface Feature {
  __compat?: { support: Record<string, Support | Support[]> }
}
type Features = Record<string, Feature>

/** Objects that a page reaches by a name of their own. */
const INSTANCES: Record<string, string> = {
  Navigator: 'navigator',
  Document: 'document',
  Crypto: 'crypto',
  Performance: 'performance',
  History: 'history',
}
const ROOTS = ['window', 'self', 'globalThis']

/** `['chrome87', 'safari14']` as versions of browsers at the desk and on phones. */
function versionsOf(target: string[]): Versions {
  const pairs = target.flatMap((each) => {
    const [, name, version] = /^(\D+)([\d.]+)$/.exec(each)!
    const phone = name === 'safari' ? 'safari_ios' : `${name}_android`
    return [name!, phone].map((browser): [string, number] => [browser, Number(version)])
  })
  return Object.fromEntries(pairs)
}

function addedIn(support: Support): number {
  const isBounded =
    support.version_removed ??
    support.flags ??
    support.prefix ??
    support.alternative_name ??
    support.partial_implementation
  if (isBounded) return Infinity
  const { version_added: added } = support
  if (typeof added === 'string') return Number.parseFloat(added.replace('≤', '')) || Infinity
  return added === true ? 0 : Infinity
}

function isNewer({ __compat }: Feature, versions: Versions): boolean {
  if (!__compat) return false
  return Object.entries(versions).some(([browser, version]) => {
    const support = [__compat.support[browser] ?? []].flat()
    return Math.min(Infinity, ...support.map(addedIn)) > version
  })
}

export function newerThan(target: string[]): Newer {
  const versions = versionsOf(target)
  const path = createRequire(import.meta.url).resolve('@mdn/browser-compat-data')
  const data = JSON.parse(readFileSync(path, 'utf8')) as { javascript: { builtins: Features }; api: Features }
  const newer: Newer = { globals: new Set(), members: new Map(), methods: new Set() }
  const known = new Set<string>()
  for (const [group, isLanguage] of [
    [data.javascript.builtins, true],
    [data.api, false],
  ] as const) {
    for (const [owner, { __compat, ...members }] of Object.entries(group)) {
      if (isNewer({ __compat }, versions)) newer.globals.add(owner)
      for (const [key, feature] of Object.entries(members as Features)) {
        const name = key.replace(/_static$/, '')
        const late = isNewer(feature, versions)
        newer.members.set(`${INSTANCES[owner] ?? owner}.${name}`, late)
        if (late && isLanguage) newer.methods.add(name)
        if (!late) known.add(name)
      }
    }
  }
  known.forEach((name) => newer.methods.delete(name))
  return newer
}

interface Node {
  type: string
  [key: string]: unknown
}

const isNode = (value: unknown): value is Node => typeof (value as Node | null)?.type === 'string'

/** The name after a dot or in brackets, when it stands there as it is. */
function propertyOf(node: Node): string | null {
  const property = node['property'] as Node
  const name = node['computed'] ? property['value'] : property['name']
  return typeof name === 'string' ? name : null
}

function memberIn(node: Node, isCalled: boolean, newer: Newer): string | null {
  const name = propertyOf(node)
  if (name === null) return null
  const object = node['object'] as Node
  const owner = object.type === 'Identifier' ? String(object['name']) : ''
  if (ROOTS.includes(owner)) return newer.globals.has(name) ? name : null
  const known = newer.members.get(`${owner}.${name}`)
  if (known !== undefined) return known ? `${owner}.${name}` : null
  return isCalled && newer.methods.has(name) ? `.${name}()` : null
}

/** Whether an identifier stands for the thing itself: no name of a member, nothing that is only asked for. */
function isUse(parent: Node, key: string): boolean {
  if (parent.type === 'UnaryExpression') return parent['operator'] !== 'typeof'
  const names: Record<string, string> = { MemberExpression: 'property', Property: 'key', MethodDefinition: 'key' }
  return names[parent.type] !== key || parent['computed'] === true
}

/** What the program uses of that, as `Object.hasOwn`, `.at()` or `structuredClone`. */
export function usedIn(program: unknown, newer: Newer): Set<string> {
  const found = new Set<string>()
  const walk = (node: Node, parent: Node, key: string): void => {
    const isCalled = parent.type === 'CallExpression' && key === 'callee'
    if (node.type === 'MemberExpression') {
      const member = memberIn(node, isCalled, newer)
      if (member) found.add(member)
    }
    const name = String(node['name'])
    if (node.type === 'Identifier' && newer.globals.has(name) && isUse(parent, key)) found.add(name)
    for (const [below, value] of Object.entries(node)) {
      for (const each of Array.isArray(value) ? value : [value]) if (isNode(each)) walk(each, node, below)
    }
  }
  if (isNode(program)) walk(program, program, '')
  return found
}
