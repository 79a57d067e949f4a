/** What the system asks of people, and how much it insists: the one table of it. The words are in the locales. */
export interface Ask {
  key: string
  /** `counted`: nobody has to enter it. */
  how: 'needed' | 'choice' | 'counted'
}

export const ASKS: Ask[] = [
  { key: 'account', how: 'needed' },
  { key: 'phone', how: 'choice' },
  { key: 'fix', how: 'choice' },
  { key: 'checks', how: 'needed' },
  { key: 'photo', how: 'choice' },
  { key: 'note', how: 'choice' },
  { key: 'effort', how: 'counted' },
  { key: 'journal', how: 'counted' },
]
