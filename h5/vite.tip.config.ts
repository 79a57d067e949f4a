import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'
import { compressed } from './build/compressed.ts'
import { earlyScript } from './build/early.ts'
import { noNewer } from './build/noNewer.ts'
import { TARGET } from './build/target.ts'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** What a visitor's browser runs before her first tap; the rest comes as one file after it. */
const first = /node_modules\/@?vue|plugin-vue:export-helper|preload-helper|rolldown\/runtime/

/** The citizen's page: a build of its own, so that no file of it is one of the staff's. */
export default defineConfig({
  plugins: [vue(), earlyScript('assets/', '/tip.html'), noNewer(), compressed()],
  define: { __VUE_OPTIONS_API__: false },
  resolve: { alias: { '@': here('./src') } },
  publicDir: false,
  build: {
    target: TARGET,
    outDir: 'dist-tip',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: here('./tip.html'),
      output: {
        // A name that tells nothing, beside a hash that changes with the content.
        entryFileNames: 'assets/[hash].js',
        chunkFileNames: 'assets/[hash].js',
        assetFileNames: 'assets/[hash][extname]',
        codeSplitting: { groups: [{ name: 'first', test: first }] },
      },
    },
  },
  worker: {
    format: 'iife',
    plugins: () => [noNewer()],
    rolldownOptions: { output: { entryFileNames: 'assets/[hash].js' } },
  },
  server: { port: 5174, proxy: { '/api': process.env['TIPS_API'] ?? 'http://127.0.0.1:8001' } },
})
