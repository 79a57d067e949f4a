import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { describe, expect, it } from 'vitest'

/** Imports run one way: a layer sees itself and those before it. */
const LAYERS = ['api', 'domain', 'device', 'stores', 'composables', 'components', 'pages']
const LONGEST_FILE = 250
const SOURCE = join(import.meta.dirname, '../src')

const files = (readdirSync(SOURCE, { recursive: true }) as string[])
  .filter((name) => /\.(ts|vue)$/.test(name) && !name.endsWith('schema.d.ts'))
  .map((name) => ({ name: name.replaceAll('\\', '/'), text: readFileSync(join(SOURCE, name), 'utf8') }))

/** The citizen's page has the same order of its own. */
const TIP_LAYERS = ['domain', 'device', 'api', 'state', 'composables', 'components', 'pages'].map(
  (layer) => `tip/${layer}`,
)
/** All that it has in common with the staff's: no store, no router, no call, no word. */
const TIP_SHARES =
  /^(styles\/(tokens|base|boot)\.css|device\/(box|base64|picture|appearance)|locales\/sentence|composables\/useSticky|components\/(PageBody|SegmentPick|QrCode)\.vue)$/
const LEFT_BEHIND =
  /localStorage|sessionStorage|indexedDB|document\.cookie|\bcaches\b|serviceWorker|geolocation|openid|WeixinJSBridge/i

const layerOf = (path: string): string | undefined =>
  [...LAYERS, ...TIP_LAYERS].find((layer) => path.startsWith(`${layer}/`))

function imported({ name, text }: { name: string; text: string }): string[] {
  const specifiers = [...text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map((match) => match[1]!)
  return specifiers.flatMap((specifier) => {
    if (specifier.startsWith('@/')) return [specifier.slice(2)]
    if (specifier.startsWith('.')) return [relative(SOURCE, join(SOURCE, name, '..', specifier)).replaceAll('\\', '/')]
    return []
  })
}

describe('the house', () => {
  it.each(files.filter((file) => layerOf(file.name)))('$name imports nothing from a later layer', (file) => {
    const layers = file.name.startsWith('tip/') ? TIP_LAYERS : LAYERS
    const own = layers.indexOf(layerOf(file.name)!)
    const later = imported(file).filter((path) => layers.indexOf(layerOf(path) ?? '') > own)
    expect(later).toEqual([])
  })

  it('keeps the citizen’s page apart: what it shares is named, and nobody else imports it', () => {
    const isTip = (path: string) => path.startsWith('tip/')
    const crossing = files.flatMap((file) =>
      imported(file)
        .filter((path) => isTip(path) !== isTip(file.name) && !(isTip(file.name) && TIP_SHARES.test(path)))
        .map((path) => `${file.name}: ${path}`),
    )
    expect(crossing).toEqual([])
  })

  it('leaves nothing of a citizen in her browser, nor asks for what tells who she is', () => {
    const shared = files.filter(({ name }) => name.startsWith('tip/') || TIP_SHARES.test(name.replace(/\.ts$/, '')))
    expect(shared.length).toBeGreaterThan(50)
    expect(shared.filter(({ text }) => LEFT_BEHIND.test(text)).map((file) => file.name)).toEqual([])
  })

  it('keeps each page folder to itself', () => {
    const folder = (path: string) => path.split('/').slice(0, 2).join('/')
    const crossing = files
      .filter((file) => file.name.startsWith('pages/'))
      .flatMap((file) => imported(file).map((path) => [file.name, path] as const))
      .filter(([name, path]) => path.startsWith('pages/') && folder(name) !== folder(path))
    expect(crossing).toEqual([])
  })

  it('touches the browser only in device/', () => {
    const touching = files.filter(
      ({ name, text }) =>
        !/^(tip\/)?device\//.test(name) && /\bnavigator\.|\bindexedDB\b|\blocalStorage\b|crypto\.subtle/.test(text),
    )
    expect(touching.map((file) => file.name)).toEqual([])
  })

  it('writes no inline style, which the content security policy forbids', () => {
    expect(files.filter(({ text }) => /\sstyle="/.test(text)).map((file) => file.name)).toEqual([])
  })

  it('takes every colour and size of type from the tokens, which care mode and the dark change', () => {
    const drawn = files.flatMap(({ name, text }) => {
      const style = name.endsWith('.vue') ? (text.split('<style')[1] ?? '') : ''
      return (style.match(/#[0-9a-f]{3,8}\b|\brgba?\(|\bfont(-size)?: [^;]*\d(px|rem)/gi) ?? []).map(
        (found) => `${name}: ${found}`,
      )
    })
    expect(drawn).toEqual([])
  })

  it('keeps every string in the locale files', () => {
    const worded = files.filter(({ name, text }) => {
      const code = text.replace(/\/\*[\s\S]*?\*\/|\/\/.*|<!--[\s\S]*?-->/g, '')
      // The grammar of answers and of dates is a rule, not a text.
      return !['domain/checklist.ts', 'domain/format.ts'].includes(name) && /[\u4e00-\u9fff]/.test(code)
    })
    expect(worded.map((file) => file.name)).toEqual([])
  })

  it(`has no file over ${LONGEST_FILE} lines`, () => {
    expect(files.filter(({ text }) => text.split('\n').length > LONGEST_FILE).map((file) => file.name)).toEqual([])
  })
})
