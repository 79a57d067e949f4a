import type { Plugin } from 'vite'
import { newerThan, usedIn, type Newer } from './newer.ts'
import { TARGET } from './target.ts'

/** What `src/fill.ts` adds where it is missing. */
export const FILLED = ['Object.hasOwn', '.at()', '.setBigUint64()']

/** What is used only where the browser has it, and by whom; or no more than the name of something else. */
const ASKED_FIRST: Record<string, string> = {
  createImageBitmap: 'device/picture.ts',
  'navigator.locks': 'device/alone.ts',
  'navigator.storage': 'device/space.ts',
  'navigator.share': 'device/share.ts',
  'navigator.canShare': 'device/share.ts',
  MathMLElement: 'vue',
  trustedTypes: 'vue, device/trusted.ts',
  TouchEvent: 'leaflet',
  OffscreenCanvas: 'chart.js',
  '.wait()': 'chart.js, a name of its own',
  '.resize()': 'vant, a name of its own',
  '.notify()': 'vue, a name of its own',
  requestIdleCallback: 'vue',
  cancelIdleCallback: 'vue',
  'document.startViewTransition': 'vue-router',
  '.toReversed()': 'vue: called only by who calls it',
  '.toSorted()': 'vue: called only by who calls it',
  '.toSpliced()': 'vue: called only by who calls it',
  '.toHex()': '@noble',
  'Uint8Array.fromHex': '@noble',
  '.toBase64()': 'qr',
  '.adopt()': 'stores/catalogue.ts, a name of ours',
  '.move()': 'vue and vant, a name of theirs',
  '.use()': 'vue, a name of its own',
}

/** The API's own documentation is for people at a desk. */
const isForDesks = (name: string): boolean => /^assets\/docs-/.test(name)

let newer: Newer | null = null

/** Fails the build when a file, libraries included, uses what the target's browsers do not have. */
export function noNewer(): Plugin {
  return {
    name: 'no-newer',
    apply: 'build',
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        newer ??= newerThan(TARGET)
        const known = [...FILLED, ...Object.keys(ASKED_FIRST)]
        const faults = Object.values(bundle).flatMap((file) => {
          if (file.type !== 'chunk' || isForDesks(file.fileName)) return []
          const found = [...usedIn(this.parse(file.code), newer!)].filter((name) => !known.includes(name))
          return found.length ? [`${file.fileName}: ${found.join(', ')}`] : []
        })
        if (faults.length) this.error(`Newer than ${TARGET.join(', ')}:\n${faults.join('\n')}`)
      },
    },
  }
}
