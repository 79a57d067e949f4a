import type { Component } from 'vue'
import { LOAD_GROUPS, groupOf } from './loadGroups'
import { loadWords } from './locales'

/** The tips' pages come with addresses of their own, and the first page with the entry. */
const pages = import.meta.glob<Component>(['./pages/*/*Page.vue', '!./pages/{tips,today}/*'], { import: 'default' })

/** How to fetch a page below `pages/` with the words of its group. */
export function pageLoader(page: string): () => Promise<Component> {
  const load = pages[`./pages/${page}.vue`]
  const group = LOAD_GROUPS[groupOf(page) ?? '']
  if (!load || !group) throw new Error(`No such page: ${page}`)
  return async () => (await Promise.all([load(), ...group.words.map(loadWords)]))[0]
}

/** The rooms side by side, with their words: no phone fetches them. */
export async function loadDeskHeader(): Promise<typeof import('./components/DeskHeader.vue')> {
  return (await Promise.all([import('./components/DeskHeader.vue'), loadWords('desk'), loadWords('own')]))[0]
}

/** The tips' inbox, its groups and the pay desk, with the addresses that lead into them. */
export async function loadTips(): Promise<typeof import('./pages/tips')> {
  return (await Promise.all([import('./pages/tips'), ...LOAD_GROUPS.tips!.words.map(loadWords)]))[0]
}

/** Fetches what an officer opens on the way, while there still is signal. Rejects when a part could not be had. */
export async function loadOfflinePages(): Promise<void> {
  const names = Object.keys(pages).map((path) => path.slice('./pages/'.length, -'.vue'.length))
  const needed = names.filter((name) => LOAD_GROUPS[groupOf(name) ?? '']?.isOffline)
  await Promise.all([
    ...needed.map((name) => pageLoader(name)()),
    import('./device/parcel'),
    import('./components/QrCode.vue'),
  ])
}
