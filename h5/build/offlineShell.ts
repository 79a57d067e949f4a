/**
 * Builds `src/sw.ts` to `/sw.js` beside index.html and tells it which files an officer's day needs.
 * The desk's pages and the API's documentation stay out: nobody needs them without signal.
 */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type Plugin, type Rolldown } from 'vite'
import { LOAD_GROUPS, groupOf } from '../src/loadGroups.ts'
import { pageOf } from './chunks.ts'
import { noNewer } from './noNewer.ts'

type Bundle = Rolldown.OutputBundle

const SOURCE = fileURLToPath(new URL('../src/sw.ts', import.meta.url))

/** How the name of the script begins that runs before all others. */
export const EARLY = 'assets/early-'

const WORDS = /\/src\/locales\/(\w+)\/[\w-]+\.json$/

/** Whether a page or the words of a part belong to an officer's day; null for all other modules. */
function isOffline(id: string): boolean | null {
  const groups = Object.values(LOAD_GROUPS).filter((group) => group.isOffline)
  const page = pageOf(id)
  if (page) return groups.some((group) => group === LOAD_GROUPS[groupOf(page) ?? ''])
  const part = WORDS.exec(id)?.[1]
  return part ? part === 'first' || groups.some((group) => group.words.includes(part)) : null
}

/** Of what is fetched when needed, all but pages and words that are none of an officer's day. */
function isNeeded(chunk: Rolldown.OutputChunk): boolean {
  const known = chunk.moduleIds.map(isOffline).filter((is) => is !== null)
  return known.length === 0 || known.includes(true)
}

/** The entry, with all that it imports and all of an officer's day that it fetches when needed. */
function needed(bundle: Bundle): string[] {
  const found = new Set<string>()
  const add = (name: string): void => {
    const file = bundle[name]
    if (found.has(name) || !file) return
    found.add(name)
    if (file.type !== 'chunk') return
    file.imports.forEach(add)
    file.viteMetadata?.importedCss.forEach(add)
    for (const later of file.dynamicImports) {
      const chunk = bundle[later]
      if (chunk?.type === 'chunk' && isNeeded(chunk)) add(later)
    }
  }
  for (const file of Object.values(bundle)) {
    if (file.type === 'chunk' ? file.isEntry && file.name === 'index' : file.fileName.startsWith(EARLY)) {
      add(file.fileName)
    }
  }
  return [...found].sort()
}

/** A hashed name is its own revision; the others are known by their content. */
function manifestOf(bundle: Bundle, dir: string): { url: string; revision: string | null }[] {
  const digest = (name: string) =>
    createHash('sha256')
      .update(readFileSync(join(dir, name)))
      .digest('hex')
      .slice(0, 16)
  const page = { url: '/index.html', revision: digest('index.html') }
  return [page, ...needed(bundle).map((name) => ({ url: `/${name}`, revision: null }))]
}

export function offlineShell(target: string[]): Plugin {
  return {
    name: 'offline-shell',
    apply: 'build',
    writeBundle: {
      sequential: true,
      async handler({ dir }, bundle) {
        if (!dir) return
        await build({
          configFile: false,
          logLevel: 'warn',
          publicDir: false,
          plugins: [noNewer()],
          define: { 'self.__WB_MANIFEST': JSON.stringify(manifestOf(bundle, dir)) },
          build: {
            target,
            outDir: dir,
            emptyOutDir: false,
            modulePreload: false,
            rolldownOptions: { input: SOURCE, output: { format: 'iife', entryFileNames: 'sw.js' } },
          },
        })
      },
    },
  }
}
