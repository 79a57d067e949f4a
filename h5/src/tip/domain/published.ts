/** What the county has published: who reads which kind of tip, what it keeps and pays. */

export interface Named {
  name: string
  name_en?: string | null
}

export interface Group extends Named {
  id: string
  office: string
  office_en?: string | null
  version: number
  key: string
}

export interface RewardRule {
  mode: 'none' | 'code_only' | 'code_plus_contact' | 'real_id_at_desk'
  max_yuan: number
  notify_days: number
  claim_days: number
  first_only: boolean
}

export interface Category extends Named {
  id: string
  groups: string[]
  due_days: number
  reward: RewardRule
}

export interface Town extends Named {
  id: string
  villages: { id: string; name: string }[]
}

export interface Published {
  format: number
  day: string
  county: Named
  groups: Group[]
  categories: Category[]
  retention: { spam_days: number; closed_days: number; photo_days: number; cap_months: number; backup_days: number }
  towns: Town[]
  contacts: (Named & { phone: string })[]
  fingerprint: string
}

export const nameIn = (thing: Named, locale: string): string =>
  locale === 'en' && thing.name_en ? thing.name_en : thing.name

export function groupsOf({ groups }: Published, category: Category): Group[] {
  return category.groups.flatMap((id) => groups.filter((group) => group.id === id))
}

/** Who gets it: the first of an office that the citizen has not ruled out; null when she has ruled out all. */
export function readerOf(published: Published, category: Category, excluded: readonly string[]): Group | null {
  const offices = published.groups.filter(({ id }) => excluded.includes(id)).map(({ office }) => office)
  return (
    groupsOf(published, category).find(({ id, office }) => !excluded.includes(id) && !offices.includes(office)) ?? null
  )
}

/** By its id and by its names: those were read. A new version of its key makes no difference. */
export function isSameReader(group: Group, shown: Group | null): boolean {
  return shown !== null && (['id', 'office', 'name'] as const).every((key) => group[key] === shown[key])
}

export interface VillageName {
  town: Town
  name: string
}

export function villageNamed({ towns }: Published, id: string | undefined): VillageName | null {
  for (const town of towns) {
    const village = town.villages.find((one) => one.id === id)
    if (village) return { town, name: village.name }
  }
  return null
}
