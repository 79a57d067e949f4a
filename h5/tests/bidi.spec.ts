import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { filled } from '@/locales/sentence'

const SOURCE = join(import.meta.dirname, '../src')
/** What people have written, as a template shows it. */
const WRITTEN = /\{\{\s*[\w.!?]*\.(name|address|by|username|contact_name)\s*\}\}/g

const inLine = (readdirSync(SOURCE, { recursive: true }) as string[])
  .filter((name) => name.endsWith('.vue'))
  .flatMap((name) => {
    const text = readFileSync(join(SOURCE, name), 'utf8')
    return [...text.matchAll(WRITTEN)]
      .map((found) => ({
        name: `${name}: ${found[0]}`,
        before: text.slice(0, found.index).trimEnd(),
        after: text.slice(found.index + found[0].length).trimStart(),
      }))
      .filter(({ before, after }) => !/<\w[^<]*[^/]>$/.test(before) || !after.startsWith('</'))
  })

describe('a name in another direction', () => {
  it('has an element of its own wherever it stands in a line with other words', () => {
    expect(inLine.map(({ name }) => name)).toEqual([])
  })

  it('stays by itself in a sentence, and breaks out of nothing', () => {
    expect(filled('{name}已申请', { name: '王巡' })).toBe('王巡已申请')
    expect(filled('{n} · {name}', { n: 3, name: 'שלום' })).toBe('3 · \u2068שלום\u2069')
    expect(filled('{name} 3', { name: '\u202eab\u2069' })).toBe('ab 3')
  })
})
