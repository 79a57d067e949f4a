import { describe, expect, it } from 'vitest'
import document from '../openapi.json'
import { loadWords, setLanguage, useI18n } from '@/locales'
import { LOAD_GROUPS } from '@/loadGroups'
import { FLAGS } from '@/domain/labels'

await Promise.all(Object.values(LOAD_GROUPS).flatMap((group) => group.words.map(loadWords)))

const { te } = useI18n()

type Values = { enum?: (string | null)[] }
const schemas = document.components.schemas as unknown as Record<string, { properties: Record<string, Values> }>
const codesOf = (schema: string, field: string): string[] =>
  schemas[schema]!.properties[field]!.enum!.filter((code) => code !== null)

/** Where the pages put a code of the server into the key of its words. */
const SHOWN: [schema: string, field: string, prefix: string][] = [
  ['Checkin', 'credit', 'credit.'],
  ['Checkin', 'place', 'place.'],
  ['Checkin', 'no_fix_reason', 'place.no_fix_'],
  ['Checkin', 'attempt_reason', 'attempt.'],
  ['Checkin', 'standing', 'standing.'],
  ['Checkin', 'result', 'result.'],
  ['TodayItem', 'state', 'state.'],
  ['Site', 'status', 'status.'],
  ['Notice', 'rung', 'notice.'],
]

describe.each(['zh-CN', 'en'] as const)('in %s', (language) => {
  it.each(SHOWN)('every %s.%s has words', async (schema, field, prefix) => {
    await setLanguage(language)
    const keys = codesOf(schema, field).map((code) => prefix + code)
    expect(keys.length).toBeGreaterThan(1)
    expect(keys.filter((key) => !te(key))).toEqual([])
  })

  it('every flag has words, and can be listed by', async () => {
    await setLanguage(language)
    const { parameters } = document.paths['/api/v1/checkins'].get as unknown as {
      parameters: { name: string; schema: Values }[]
    }
    const flags = parameters.find(({ name }) => name === 'flag')!.schema.enum!.filter((code) => code !== null)
    expect([...FLAGS].sort()).toEqual([...flags].sort())
    expect(flags.filter((code) => !te(`flag.${code}`))).toEqual([])
  })
})
