import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { actionsOf, pageOf, searchIn, SUBJECTS } from '@/domain/journal'

const words = (language: string) =>
  JSON.parse(readFileSync(join(import.meta.dirname, `../../src/locales/journal/${language}.json`), 'utf8')).journal

const leaves = (node: unknown, path: string): string[] =>
  typeof node === 'string'
    ? [path]
    : Object.entries(node as object).flatMap(([key, value]) => leaves(value, path ? `${path}.${key}` : key))

describe.each(['zh-CN', 'en'])('the journal in %s', (language) => {
  it('has words for each action and each kind of subject that can be searched for', () => {
    const { act, about } = words(language)
    expect(SUBJECTS.flatMap(actionsOf).sort()).toEqual(leaves(act, '').sort())
    expect([...SUBJECTS].sort()).toEqual(Object.keys(about).sort())
  })

  it('says no two actions alike', () => {
    const said = SUBJECTS.flatMap(actionsOf).map((action) =>
      action.split('.').reduce<unknown>((node, part) => (node as Record<string, unknown>)[part], words(language).act),
    )
    expect(said.filter((text, at) => said.indexOf(text) !== at)).toEqual([])
  })
})

describe('an entry', () => {
  const all = () => true

  it('leads to the page of its subject', () => {
    expect(pageOf({ subject: 'site', subject_id: '12' }, all)).toBe('/sites/12')
    expect(pageOf({ subject: 'step', subject_id: '3' }, all)).toBe('/supervision/steps/3')
  })

  it('leads nowhere without a page, without the right, or without a number', () => {
    expect(pageOf({ subject: 'tip', subject_id: '12' }, all)).toBeNull()
    expect(pageOf({ subject: 'account', subject_id: '12' }, (action) => action !== 'account.manage')).toBeNull()
    expect(pageOf({ subject: 'site', subject_id: '../me' }, all)).toBeNull()
  })
})

describe('a search', () => {
  it('is read from the address', () => {
    const query = { from: '2026-11-24', until: '', actor: '7', action: 'site.create', subject: ['a', 'b'], tab: 'x' }
    expect(searchIn(query)).toEqual({ from: '2026-11-24', actor: 7, action: 'site.create' })
  })

  it('asks for no person by what is no number', () => {
    expect([searchIn({ actor: 'me' }), searchIn({ actor: '-1' }), searchIn({})]).toEqual([{}, {}, {}])
  })
})
