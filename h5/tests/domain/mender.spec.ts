import { describe, expect, it } from 'vitest'
import { menderText } from '@/domain/mender'

describe('who is to mend a finding', () => {
  const t = (key: string) => key
  it.each([
    ['a name', { status: 'assigned', overdue: false, assignee: { name: '王巡' } }, '王巡'],
    ['nothing beside a label that says it', { status: 'found', overdue: false, assignee: null }, ''],
    [
      'its state beside a label that says only how late it is',
      { status: 'found', overdue: true, assignee: null },
      'finding.found',
    ],
    ['nothing once it is closed', { status: 'closed', overdue: true, assignee: null }, ''],
  ] as const)('is %s', (_, finding, text) => {
    expect(menderText(finding, t)).toBe(text)
  })
})
