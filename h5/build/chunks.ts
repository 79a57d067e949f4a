/**
 * Which chunk a module goes into: the pages that reach it by static imports decide, and the load groups
 * of `src/loadGroups.ts` say which pages travel together. Chinese words are reached by their groups' pages.
 *
 * | reached by                              | chunk        |
 * |-----------------------------------------|--------------|
 * | the entry alone                         | the entry    |
 * | the entry and others                    | `base`       |
 * | a part that is fetched when needed      | its own      |
 * | one group that is one file              | that group's |
 * | the way to a check-in and others        | `floor`      |
 * | several other pages                     | `shared`     |
 * | one page, words of several groups       | its own      |
 */
import type { Rolldown } from 'vite'
import { LOAD_GROUPS, groupOf } from '../src/loadGroups.ts'

type Graph = Parameters<Rolldown.CodeSplittingNameFunction>[1]

const FRAMEWORK =
  /node_modules\/(@vue|vue|vue-router|pinia)\/|plugin-vue:export-helper|preload-helper|rolldown\/runtime/
const PAGE = /\/src\/pages\/(?:(\w+\/\w+Page)\.vue|(\w+)\/index\.ts)$/
const WORDS = /\/src\/locales\/(\w+)\/zh-CN\.json$/

/** The page that a module is, such as `site/SitePage` or `tips`; null for all other modules. */
export function pageOf(id: string): string | null {
  const [, page, folder] = PAGE.exec(id) ?? []
  return page ?? folder ?? null
}

/** The pages and entries from which static imports lead to a module. */
function rootsOf(id: string, graph: Graph, seen = new Set<string>()): Set<string> {
  if (seen.has(id)) return new Set()
  seen.add(id)
  const info = graph.getModuleInfo(id)
  const above = (info?.importers ?? []).flatMap((importer) => [...rootsOf(importer, graph, seen)])
  const isRoot = info?.isEntry || info?.dynamicImporters.length
  return new Set(isRoot ? [id, ...above] : above)
}

/** The groups whose pages speak from these words. */
const groupsWith = (part: string): string[] =>
  Object.keys(LOAD_GROUPS).filter((group) => LOAD_GROUPS[group]!.words.includes(part))

function sharedChunk(groups: Set<string>): string | null {
  const [only] = groups
  if (groups.size === 1 && only && LOAD_GROUPS[only]!.isOneFile) return only
  return groups.has('field') ? 'floor' : null
}

export const chunkOf: Rolldown.CodeSplittingNameFunction = (id, graph) => {
  if (FRAMEWORK.test(id)) return 'vue'
  const roots = [...rootsOf(id, graph)]
  if (roots.some((root) => root.includes('/index.html'))) return roots.length > 1 ? 'base' : null
  const part = WORDS.exec(id)?.[1]
  if (part) return sharedChunk(new Set(groupsWith(part)))
  const groups = roots.map((root) => groupOf(pageOf(root) ?? ''))
  const named = groups.filter((group) => group !== null)
  // What is fetched when needed finds there what a check-in has fetched; a file of its own would cost a request.
  if (named.length < groups.length) return named.includes('field') ? 'floor' : null
  return sharedChunk(new Set(named)) ?? (roots.length > 1 ? 'shared' : null)
}
