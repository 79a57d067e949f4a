/**
 * Which pages travel together. The build makes its chunks of these groups, the service worker keeps
 * the files of those that are `offline`, and the router fetches a page with the words of its group.
 */
export interface LoadGroup {
  /** Folders below `pages/`. */
  pages: readonly string[]
  /** Folders below `locales/` that they need besides `first`. */
  words: readonly string[]
  /** One file for all of them; else each page is one. */
  isOneFile?: true
  /** An officer has them on the phone for a day without signal. */
  isOffline?: true
}

const OWN = ['map', 'me', 'prepare', 'carry', 'outbox', 'login']
const DESK = ['accounts', 'adjustments', 'burden', 'exemptions', 'findings', 'handover', 'marks', 'redraws', 'reviews']

export const LOAD_GROUPS: Record<string, LoadGroup> = {
  /** Part of the entry. */
  first: { pages: ['today'], words: [], isOffline: true },
  /** The way to a check-in and its receipt: signal may be lost in between. */
  field: { pages: ['site', 'checkin', 'receipt'], words: ['field'], isOneFile: true, isOffline: true },
  own: { pages: OWN, words: ['field', 'own'], isOffline: true },
  notices: { pages: ['notices'], words: ['notices'] },
  /** Wanted most where something does not work, signal among it. */
  help: { pages: ['help'], words: ['help'], isOneFile: true, isOffline: true },
  desk: { pages: [...DESK, 'sites'], words: ['field', 'own', 'desk'] },
  setup: { pages: ['setup', 'areas'], words: ['own', 'desk', 'setup'], isOneFile: true },
  journal: { pages: ['journal'], words: ['desk', 'journal'], isOneFile: true },
  board: { pages: ['coverage'], words: ['field', 'own', 'desk', 'board'], isOneFile: true },
  supervision: { pages: ['supervision'], words: ['field', 'own', 'desk', 'supervision'], isOneFile: true },
  /** Most officers never see one of them. */
  tips: { pages: ['tips'], words: ['field', 'own', 'desk', 'tips'], isOneFile: true },
}

/** The name of the group of a page such as `site/SitePage`, null for any that no group names. */
export function groupOf(page: string): string | null {
  const [folder] = page.split('/')
  return Object.keys(LOAD_GROUPS).find((group) => LOAD_GROUPS[group]!.pages.includes(folder!)) ?? null
}
