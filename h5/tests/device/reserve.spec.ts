import 'fake-indexeddb/auto'
import { beforeEach, expect, it } from 'vitest'
import { layReserve, writeWords } from '@/device/reserve'
import { keep, kept, vault, type Writing } from '@/device/vault'

const full = new DOMException('no room', 'QuotaExceededError')

beforeEach(async () => {
  await (await vault()).clear('kept')
})

/** Notes a word, but only once so many attempts have failed. */
function afterFailures(failures: number, error: Error = full) {
  let left = failures
  return async (tx: Writing) => {
    await tx.objectStore('kept').put('noted', 'word')
    if (left-- > 0) throw error
  }
}

it('gives the reserve up for words, once', async () => {
  await layReserve()
  await writeWords(['kept'], afterFailures(1))
  expect(await kept('word')).toBe('noted')
  expect(await kept('reserve')).toBeNull()
  await expect(writeWords(['kept'], afterFailures(1))).rejects.toThrow('no room')
})

it('is laid down where it is missing, and only there', async () => {
  await layReserve()
  expect((await kept<Uint8Array[]>('reserve'))?.flatMap((part) => [...part]).length).toBe(524_288)
  await keep('reserve', 'as it was')
  await layReserve()
  expect(await kept('reserve')).toBe('as it was')
})

it('stays where something else is wrong', async () => {
  await layReserve()
  await expect(writeWords(['kept'], afterFailures(1, new TypeError('a mistake')))).rejects.toThrow('a mistake')
  expect(await kept('reserve')).not.toBeNull()
})
