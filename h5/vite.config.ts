import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import type { Plugin } from 'vite'
import { defineConfig } from 'vitest/config'
import { compressed } from './build/compressed.ts'
import { offlineShell } from './build/offlineShell.ts'
import { TARGET } from './build/target.ts'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/**
 * Vant's icon stylesheet carries a 25 KB font in every first load and falls back to a
 * third-party host. Our icons are inline SVG, so only the box of an icon is kept.
 */
function withoutIconFont(): Plugin {
  return {
    name: 'without-icon-font',
    enforce: 'pre',
    resolveId(source, importer) {
      const isIconSheet = source.endsWith('icon/index.css') && importer?.includes('/vant/')
      return isIconSheet ? here('./src/styles/vant-icon.css') : null
    },
  }
}

const oneOf = (...patterns: RegExp[]) => new RegExp(patterns.map(({ source }) => source).join('|'))

/** What the way from the first page to a receipt needs. The first page itself is part of the entry. */
const field = oneOf(
  /src\/(pages\/(site|checkin)\/|pages\/outbox\/OutboxPage|pages\/receipt\/(VisitPage|ReceiptCard))/,
  /src\/(composables\/(useCheckin|useDraft|useInscription)|device\/(photo|watermark|drafts))/,
  /src\/(domain\/(mark|visit)|components\/CallLink)|vant\/es\/action-sheet/,
)
/** What the first page needs besides what most pages share. */
const base = oneOf(
  /src\/(api\/(?!supervision|coverage|exemptions|redraws|handover|tips|standing)|stores|locales\/(index|zh-CN))/,
  /src\/(device\/(keyring|room|shell|location)|domain\/(checkpoints|ownVisit)|composables\/(useOwnVisits|useLocation))/,
)
/** A room of those who answer for others, with its words: nobody else fetches any of it. */
const supervision = /src\/(pages|locales|api|composables)\/supervision/
/** The board and what it is made of, likewise. */
const board =
  /src\/(pages\/coverage|components\/ExemptNote|locales\/board|api\/coverage|domain\/(pace|outline)|composables\/useLive)/
/** The tips' inbox, the groups that read them and the pay desk: most officers never see one of them. */
const tips = /src\/(pages\/tips|locales\/tips|api\/tips|composables\/tipInbox)/
/** A list beside what was chosen from it: the desk's, not the officer's. */
const lists = /src\/components\/(PagedSplit|SplitView)/
const framework =
  /node_modules\/(@vue|vue|vue-router|pinia)\/|plugin-vue:export-helper|preload-helper|rolldown\/runtime/

export default defineConfig({
  plugins: [withoutIconFont(), vue(), offlineShell(TARGET), compressed()],
  define: { __VUE_OPTIONS_API__: false },
  resolve: { alias: { '@': here('./src') } },
  build: {
    target: TARGET,
    // The content security policy allows files of our own, not data: fonts or styles.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // Only the API page is large: the self-hosted Swagger UI.
    chunkSizeWarningLimit: 1600,
    rolldownOptions: {
      input: { index: here('./index.html'), docs: here('./docs.html') },
      output: {
        codeSplitting: {
          includeDependenciesRecursively: false,
          groups: [
            { name: 'supervision', priority: 6, test: supervision },
            { name: 'board', priority: 6, test: board },
            { name: 'tips', priority: 6, test: tips },
            { name: 'lists', priority: 6, test: lists },
            // Shared by many pages, but none of those that the floor is for.
            { name: 'course', priority: 6, test: /src\/locales\/course/ },
            { name: 'vue', priority: 5, test: framework },
            { name: 'base', priority: 4, test: base },
            // What most pages share travels once, instead of as thirty small files.
            { name: 'floor', priority: 3, test: /\/src\/|node_modules\/(vant|@vant|idb)\//, minShareCount: 6 },
            { name: 'field', priority: 1, test: field },
          ],
        },
      },
    },
  },
  server: { proxy: { '/api': process.env['API'] ?? 'http://127.0.0.1:8000' } },
  test: {
    environment: 'happy-dom',
    include: ['tests/**/*.spec.ts'],
    // Its components import style sheets, which Node cannot read.
    server: { deps: { inline: ['vant'] } },
  },
})
