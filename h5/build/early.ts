/** Builds `src/early.ts` to a classic script of its own and puts it first into the page. */
import { createHash } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { build, type Plugin, type Rolldown } from 'vite'
import { noNewer } from './noNewer.ts'

const SOURCE = fileURLToPath(new URL('../src/early.ts', import.meta.url))
/** Any browser that may come by must be able to read it, also one that can read nothing else here. */
const OLDEST = 'es2015'

async function built(): Promise<string> {
  const made = (await build({
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    plugins: [noNewer()],
    build: {
      target: OLDEST,
      write: false,
      modulePreload: false,
      rolldownOptions: { input: SOURCE, output: { format: 'iife' } },
    },
  })) as Rolldown.RolldownOutput
  return made.output[0].code
}

/** `prefix`: how its file begins, before a hash of its content. `page`: the path of the one page that it is for. */
export function earlyScript(prefix: string, page: string): Plugin {
  let fileName = ''
  return {
    name: 'early-script',
    async buildStart() {
      if (this.environment.mode !== 'build') return
      const source = await built()
      fileName = `${prefix}${createHash('sha256').update(source).digest('base64url').slice(0, 8)}.js`
      this.emitFile({ type: 'asset', fileName, source })
    },
    transformIndexHtml: {
      order: 'post',
      handler(_html, { path, server }) {
        if (path !== page) return []
        const attrs = server ? { type: 'module', src: '/src/early.ts' } : { defer: true, src: `/${fileName}` }
        return [{ tag: 'script', attrs, injectTo: 'head-prepend' }]
      },
    },
  }
}
