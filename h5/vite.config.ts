import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig, type Plugin } from 'vite'
import { chunkOf } from './build/chunks.ts'
import { compressed } from './build/compressed.ts'
import { earlyScript } from './build/early.ts'
import { noNewer } from './build/noNewer.ts'
import { EARLY, offlineShell } from './build/offlineShell.ts'
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
      if (!importer?.includes('/vant/')) return null
      if (source.endsWith('icon/index.css')) return here('./src/styles/vant-icon.css')
      return source.endsWith('/icon/index.mjs') ? here('./src/styles/vantIcon.ts') : null
    },
  }
}

export default defineConfig({
  plugins: [withoutIconFont(), vue(), earlyScript(EARLY, '/index.html'), offlineShell(TARGET), noNewer(), compressed()],
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
          groups: [{ name: chunkOf, debugName: 'load groups' }],
        },
      },
    },
  },
  server: { proxy: { '/api': process.env['API'] ?? 'http://127.0.0.1:8000' } },
})
