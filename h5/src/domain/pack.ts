/**
 * What the phone carries of its territory, and how an answer of the server brings it up to date.
 * The phone says what it has, by id and etag; the answer names only what differs. Pure.
 */
import type { Grid, Kind, Manifest, Sync, TodayItem } from '@/api/types'

interface Tagged<T> {
  etag: string
  value: T
}

export interface Pack {
  /** Whose territory this is. */
  owner: number
  /** When the server told it: RFC 3339. */
  now: string
  windows: Sync['windows']
  tiles: Sync['tiles']
  to_mend: Sync['to_mend']
  items: Record<string, Tagged<TodayItem>>
  grids: Record<string, Tagged<Grid>>
  kinds: Record<string, Tagged<Kind>>
}

const etags = (part: Record<string, Tagged<unknown>>): Record<string, string> =>
  Object.fromEntries(Object.entries(part).map(([id, { etag }]) => [id, etag]))

/** What to tell the server; nothing when the pack is missing or another person's. */
export function manifestOf(pack: Pack | null): Manifest {
  if (!pack) return { items: {}, grids: {}, kinds: {} }
  return { items: etags(pack.items), grids: etags(pack.grids), kinds: etags(pack.kinds) }
}

function merged<T>(part: Record<string, Tagged<T>>, changed: [string, Tagged<T>][], gone: (string | number)[]) {
  const left = Object.entries(part).filter(([id]) => !gone.some((each) => String(each) === id))
  return Object.fromEntries([...left, ...changed])
}

/** The pack after the server's answer to `manifestOf(pack)`. */
export function applySync(pack: Pack | null, owner: number, answer: Sync): Pack {
  const { items, grids, kinds } = answer
  return {
    owner,
    now: answer.now,
    windows: answer.windows,
    tiles: answer.tiles,
    to_mend: answer.to_mend,
    items: merged(
      pack?.items ?? {},
      items.changed.map(({ etag, item }) => [String(item.site.id), { etag, value: item }]),
      items.gone,
    ),
    grids: merged(
      pack?.grids ?? {},
      grids.changed.map(({ etag, grid }) => [String(grid.id), { etag, value: grid }]),
      grids.gone,
    ),
    kinds: merged(
      pack?.kinds ?? {},
      kinds.changed.map(({ etag, kind }) => [kind.code, { etag, value: kind }]),
      kinds.gone,
    ),
  }
}

export const packedValues = <T>(part: Record<string, Tagged<T>>): T[] => Object.values(part).map(({ value }) => value)
