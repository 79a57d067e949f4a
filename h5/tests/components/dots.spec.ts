import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from '@vue/compiler-sfc'
import { describe, expect, it } from 'vitest'
import DotLine from '@/components/DotLine'
import RowCard from '@/components/RowCard.vue'
import { mounted } from '../mounted'

const SOURCE = join(import.meta.dirname, '../../src')
const LINES = ['DotLine', 'RowCard']
/** Of the compiler's tree: a node with an element's name, a text, or an expression. */
interface Node {
  type: number
  tag?: string
  content?: string | { content: string }
  children?: Node[]
  loc: { start: { line: number } }
}

/** The sentences that have dots of their own. */
const dotted = (readdirSync(join(SOURCE, 'locales'), { recursive: true }) as string[])
  .filter((name) => name.endsWith('zh-CN.json'))
  .flatMap((name) => {
    const walk = (node: unknown, path: string): string[] =>
      typeof node === 'string'
        ? node.includes(' ·')
          ? [path]
          : []
        : Object.entries(node as object).flatMap(([key, value]) => walk(value, path ? `${path}.${key}` : key))
    return walk(JSON.parse(readFileSync(join(SOURCE, 'locales', name), 'utf8')), '')
  })

function loose(node: Node, isIn = false): number[] {
  const inside = isIn || LINES.includes(node.tag ?? '')
  const text = typeof node.content === 'string' ? node.content : (node.content?.content ?? '')
  const isDotted =
    (node.type === 2 && text.includes('·')) ||
    (node.type === 5 && (text.includes('joined(') || dotted.some((key) => text.includes(`'${key}'`))))
  const below = (node.children ?? []).flatMap((child) => loose(child, inside))
  return isDotted && !inside ? [node.loc.start.line, ...below] : below
}

describe('a line with dots', () => {
  it('keeps its text, and each part with the dot before it', () => {
    const line = mounted(DotLine, { props: { tag: 'p' }, slots: { default: '120 米 ·&nbsp;<bdi>王巡</bdi> · 5 天前' } })
    expect(line.element.tagName).toBe('P')
    expect(line.text().replaceAll('\u00a0', ' ')).toBe('120 米 · 王巡 · 5 天前')
    expect(line.findAll('.part').map((part) => part.text())).toEqual(['·\u00a0王巡', '·\u00a05 天前'])
  })

  it('leaves out what is empty, and leaves alone the dot in a name', () => {
    const slots = { default: ' ·&nbsp;买买提·阿里<template v-if="false">x</template> ·&nbsp;' }
    const line = mounted(DotLine, { slots })
    expect(line.text()).toBe('买买提·阿里')
    expect(line.find('.part').exists()).toBe(false)
  })

  it('is the quiet line of a row, whose title need not repeat the grid', () => {
    const props = { title: '将军山社区 出租屋5号', grid: '将军山社区' }
    const row = mounted(RowCard, { props, slots: { default: '将军山社区 ·&nbsp;5 天前' } })
    expect(row.get('b').text()).toBe('出租屋5号')
    expect(row.findAll('.quiet .part')).toHaveLength(1)
    expect(
      mounted(RowCard, { props: { title: props.title } })
        .get('b')
        .text(),
    ).toBe(props.title)
  })

  it.each((readdirSync(SOURCE, { recursive: true }) as string[]).filter((name) => name.endsWith('.vue')))(
    'holds every dot of %s',
    (name) => {
      const { template } = parse(readFileSync(join(SOURCE, name), 'utf8')).descriptor
      expect(template?.ast ? loose(template.ast as unknown as Node) : []).toEqual([])
    },
  )
})
