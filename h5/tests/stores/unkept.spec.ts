import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import * as api from '@/api/checkins'
import type { Me, Photo, Receipt } from '@/api/types'
import { useOutbox } from '@/stores/outbox'
import { useSession } from '@/stores/session'
import { BYTES, receipt, refused, visit } from './visits'

// A phone whose browser has no storage for pages: nothing here brings an IndexedDB along.
vi.mock('@/api/checkins')
const sendCheckin = vi.mocked(api.sendCheckin)
const sendPhoto = vi.mocked(api.sendPhoto)
const pictures = () => Promise.resolve([{ sha256: 'p0', bytes: BYTES }])

function asksBeforeClosing(): boolean {
  const closing = new Event('beforeunload', { cancelable: true })
  window.dispatchEvent(closing)
  return closing.defaultPrevented
}

beforeEach(() => {
  setActivePinia(createPinia())
  vi.resetAllMocks()
  vi.restoreAllMocks()
  useSession().me = { id: 1 } as Me
})

describe('a visit that the phone cannot keep', () => {
  it('goes straight out of memory, text and photo, and asks before the page is closed', async () => {
    const outbox = useOutbox()
    const one = visit(1)
    sendCheckin.mockImplementation(() => refused({ kind: 'network' }))
    await outbox.add(one, pictures)
    await outbox.flush()
    expect(outbox.unkept.map(({ uid }) => uid)).toEqual([one.uid])
    expect(outbox.safe).toEqual([])
    expect(asksBeforeClosing()).toBe(true)

    sendCheckin.mockResolvedValue({ status: 201, data: receipt(one) as Receipt, etag: null })
    sendPhoto.mockImplementation((sha256) => Promise.resolve({ status: 201, data: { sha256 } as Photo, etag: null }))
    await outbox.retryNow()
    expect(sendCheckin).toHaveBeenLastCalledWith(one.body)
    expect(sendPhoto).toHaveBeenCalledExactlyOnceWith('p0', BYTES, 'image/jpeg')
    expect(outbox.visit(one.uid)).toMatchObject({ state: 'delivered', photosLeft: 0 })
    expect(outbox.unkept).toEqual([])
    expect(asksBeforeClosing()).toBe(false)
  })

  it('is refused without a line, and is not in the outbox', async () => {
    vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false)
    const outbox = useOutbox()
    await expect(outbox.add(visit(1), pictures)).rejects.toMatchObject({ trouble: 'missing' })
    expect(outbox.unsent).toEqual([])
    expect(sendCheckin).not.toHaveBeenCalled()
  })
})
