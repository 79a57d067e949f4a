import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ICONS } from '@/components/icons'
import boardEn from '@/locales/board/en.json'
import boardZh from '@/locales/board/zh-CN.json'
import courseEn from '@/locales/course/en.json'
import courseZh from '@/locales/course/zh-CN.json'
import firstEn from '@/locales/en.json'
import noticesEn from '@/locales/notices/en.json'
import noticesZh from '@/locales/notices/zh-CN.json'
import sealsEn from '@/locales/seals/en.json'
import sealsZh from '@/locales/seals/zh-CN.json'
import burdenEn from '@/locales/burden/en.json'
import burdenZh from '@/locales/burden/zh-CN.json'
import lateEn from '@/locales/supervision/en.json'
import lateZh from '@/locales/supervision/zh-CN.json'
import sitesEn from '@/locales/sites/en.json'
import sitesZh from '@/locales/sites/zh-CN.json'
import tipsEn from '@/locales/tips/en.json'
import tipsZh from '@/locales/tips/zh-CN.json'
import firstZh from '@/locales/zh-CN.json'

/** With what pages that are loaded late bring along. */
const zh = { ...firstZh, ...boardZh, ...lateZh, ...noticesZh, ...sealsZh, ...burdenZh, ...tipsZh }
const en = { ...firstEn, ...boardEn, ...lateEn, ...noticesEn, ...sealsEn, ...burdenEn, ...tipsEn }

const SOURCE = join(import.meta.dirname, '../src')

type Leaves = Record<string, string>

function leaves(node: unknown, path = ''): Leaves {
  if (typeof node === 'string') return { [path]: node }
  return Object.assign(
    {},
    ...Object.entries(node as object).map(([key, value]) => leaves(value, path ? `${path}.${key}` : key)),
  )
}

const chinese = { ...leaves(courseZh), ...leaves(sitesZh), ...leaves(zh) }
const english = { ...leaves(courseEn), ...leaves(sitesEn), ...leaves(en) }
const holes = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort()

describe('the locales', () => {
  it('hold the same keys', () => {
    expect(Object.keys(english).sort()).toEqual(Object.keys(chinese).sort())
  })

  it('name the same values in every sentence', () => {
    const differing = Object.keys(chinese).filter((key) => holes(chinese[key]!).join() !== holes(english[key]!).join())
    expect(differing).toEqual([])
  })

  it('shout nowhere', () => {
    expect(Object.values({ ...chinese, ...english }).filter((text) => /[!！]/.test(text))).toEqual([])
  })

  it('hold every key that the code names', () => {
    const known = new Set(Object.keys(chinese))
    const missing = (readdirSync(SOURCE, { recursive: true }) as string[])
      .filter((name) => /\.(ts|vue)$/.test(name) && !name.startsWith('tip'))
      .flatMap((name) => {
        const text = readFileSync(join(SOURCE, name), 'utf8')
        return [...text.matchAll(/\bt\(\s*'([a-z_]+\.[a-z_.]+)'/g)].map((match) => match[1]!)
      })
      .filter((key) => !known.has(key))
    expect(missing).toEqual([])
  })

  it('name every room, and every room has its icon', () => {
    const rooms = Object.keys(zh.nav).filter((key) => key !== 'label')
    expect(rooms.filter((room) => !(room in ICONS))).toEqual([])
  })
})
