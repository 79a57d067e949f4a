import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Plugin } from 'vite'

/** A compressed copy beside each file of text, so that no server has to do it for every reader. */
export function compressed(): Plugin {
  return {
    name: 'compressed',
    apply: 'build',
    writeBundle: {
      order: 'post',
      sequential: true,
      handler({ dir }) {
        if (!dir) return
        for (const name of readdirSync(dir, { recursive: true }) as string[]) {
          if (!/\.(js|css|html|svg)$/.test(name)) continue
          writeFileSync(join(dir, `${name}.gz`), gzipSync(readFileSync(join(dir, name)), { level: 9 }))
        }
      },
    },
  }
}
