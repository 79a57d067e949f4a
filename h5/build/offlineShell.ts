/**
 * Builds `src/sw.ts` to `/sw.js` beside index.html and tells it which files an officer's day needs.
 * The desk's pages and the API's documentation stay out: nobody needs them without signal.
 */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type Plugin, type Rolldown } from 'vite'

type Bundle = Rolldown.OutputBundle

/** Modules whose chunks go on board, with all that these import. */
const PAGES = /src\/pages\/(login|today|map|site|checkin|receipt|outbox|me|prepare|carry)\//
const PARTS = /src\/(device\/seal|components\/QrCode|locales\/en)|node_modules\/leaflet\//
const SOURCE = fileURLToPath(new URL('../src/sw.ts', import.meta.url))

function needed(bundle: Bundle): string[] {
  const found = new Set<string>()
  const take = (name: string): void => {
    const file = bundle[name]
    if (found.has(name) || !file) return
    found.add(name)
    if (file.type !== 'chunk') return
    file.imports.forEach(take)
    file.viteMetadata?.importedCss.forEach(take)
  }
  for (const file of Object.values(bundle)) {
    if (file.type !== 'chunk') continue
    const isEntry = file.isEntry && file.name === 'index'
    if (isEntry || file.moduleIds.some((id) => PAGES.test(id) || PARTS.test(id))) take(file.fileName)
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
  const named = ['index.html', 'favicon.svg'].map((name) => ({ url: `/${name}`, revision: digest(name) }))
  return [...named, ...needed(bundle).map((name) => ({ url: `/${name}`, revision: null }))]
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
