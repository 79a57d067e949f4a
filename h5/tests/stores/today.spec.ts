import 'fake-indexeddb/auto'
import { beforeEach, expect, it, vi } from 'vitest'
import * as api from '@/api/today'
import type { Me, Sync } from '@/api/types'
import { loadCopy } from '@/device/vault'
import { useClock } from '@/stores/clock'
import { useSession } from '@/stores/session'
import { useToday } from '@/stores/today'
import { emptyPhone } from './visits'

vi.mock('@/api/today')
const postSync = vi.mocked(api.postSync)
const fetchClock = vi.mocked(api.fetchClock)

const MORNING = '2026-11-24T00:00:00Z'
const NOON = Date.parse('2026-11-24T04:00:00Z')
const nothing = { changed: [], gone: [] }
const told: Sync = {
  now: MORNING,
  clock: { token: 'first' },
  windows: [],
  tiles: null,
  to_mend: { count: 0, first_due_at: null, overdue: 0 },
  items: { changed: [{ etag: 'a', item: { site: { id: 7 } } as Sync['items']['changed'][0]['item'] }], gone: [] },
  grids: nothing,
  kinds: nothing,
}

beforeEach(async () => {
  await emptyPhone()
  useSession().me = { id: 1 } as Me
  postSync.mockResolvedValue({ status: 200, data: told, etag: '"one"' })
})

it('tells the etag of the answer that it has all of, and keeps what it has on 304', async () => {
  const today = useToday()
  await today.load()
  expect(postSync).toHaveBeenLastCalledWith({ items: {}, grids: {}, kinds: {} }, null)
  postSync.mockResolvedValue({ status: 304, data: undefined as never, etag: '"one"', at: NOON })
  fetchClock.mockResolvedValue({ token: 'second', now: '2026-11-24T04:00:01Z' })
  await today.load()
  expect(postSync).toHaveBeenLastCalledWith({ items: { 7: 'a' }, grids: {}, kinds: {} }, '"one"')
  expect(today.item(7)).toEqual({ site: { id: 7 } })
  expect(Date.parse(today.today!.now)).toBe(NOON)
  expect(today.isStale).toBe(false)
  expect(useClock().held?.token).toBe('second')
})

it('stores what 304 has confirmed before it asks for the clock', async () => {
  const today = useToday()
  await today.load()
  postSync.mockResolvedValue({ status: 304, data: undefined as never, etag: '"one"', at: NOON })
  let stored: { pack: { now: string } } | null = null
  fetchClock.mockImplementation(async () => {
    stored = await loadCopy('pack')
    return { token: 'second', now: '2026-11-24T04:00:01Z' }
  })
  await today.load()
  expect(stored).toMatchObject({ pack: { now: new Date(NOON).toISOString() } })
})

it('takes the next answer with its own etag', async () => {
  const today = useToday()
  await today.load()
  postSync.mockResolvedValue({ status: 200, data: { ...told, items: { changed: [], gone: [7] } }, etag: '"two"' })
  await today.load()
  expect(today.items).toEqual([])
  await today.load()
  expect(postSync).toHaveBeenLastCalledWith({ items: {}, grids: {}, kinds: {} }, '"two"')
})
