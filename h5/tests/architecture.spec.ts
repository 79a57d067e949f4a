import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import layers from '../build/layers.json'

const SOURCE = join(import.meta.dirname, '../src')

const files = (readdirSync(SOURCE, { recursive: true }) as string[])
  .filter((name) => /\.(ts|vue)$/.test(name) && !name.endsWith('schema.d.ts'))
  .map((name) => ({ name: name.replaceAll('\\', '/'), text: readFileSync(join(SOURCE, name), 'utf8') }))

const LEFT_BEHIND =
  /localStorage|sessionStorage|indexedDB|document\.cookie|\bcaches\b|serviceWorker|geolocation|openid|WeixinJSBridge/i

describe('the house', () => {
  it('leaves nothing of a citizen in her browser, nor asks for what tells who she is', () => {
    const shared = files.filter(({ name }) => name.startsWith('tip/') || layers.shared.includes(name))
    expect(shared.length).toBeGreaterThan(50)
    expect(shared.filter(({ text }) => LEFT_BEHIND.test(text)).map((file) => file.name)).toEqual([])
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

  it('takes space from the tokens, too', () => {
    const spaced = files.flatMap(({ name, text }) => {
      const style = name.endsWith('.vue') ? (text.split('<style')[1] ?? '') : ''
      return (style.match(/\b(padding|gap|margin)[\w-]*: [^;]*\b\d{1,2}px/g) ?? []).map((found) => `${name}: ${found}`)
    })
    expect(spaced).toEqual([])
  })

  it('keeps every string in the locale files', () => {
    const worded = files.filter(({ name, text }) => {
      const code = text.replace(/\/\*[\s\S]*?\*\/|\/\/.*|<!--[\s\S]*?-->/g, '')
      // The grammar of answers and of dates is a rule, not a text.
      return !['domain/checklist.ts', 'domain/format.ts'].includes(name) && /[\u4e00-\u9fff]/.test(code)
    })
    expect(worded.map((file) => file.name)).toEqual([])
  })
})
