import 'fake-indexeddb/auto'
import { beforeEach, expect, it } from 'vitest'
import { storeReserve, writeWords } from '@/device/reserve'
import { storeCopy, loadCopy, vault, type Writing } from '@/device/vault'

const full = new DOMException('no space', 'QuotaExceededError')

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
  await storeReserve()
  await writeWords(['kept'], afterFailures(1))
  expect(await loadCopy('word')).toBe('noted')
  expect(await loadCopy('reserve')).toBeNull()
  await expect(writeWords(['kept'], afterFailures(1))).rejects.toThrow('no space')
})

it('is laid down where it is missing, and only there', async () => {
  await storeReserve()
  expect((await loadCopy<Uint8Array[]>('reserve'))?.flatMap((part) => [...part]).length).toBe(524_288)
  await storeCopy('reserve', 'as it was')
  await storeReserve()
  expect(await loadCopy('reserve')).toBe('as it was')
})

it('stays where something else is wrong', async () => {
  await storeReserve()
  await expect(writeWords(['kept'], afterFailures(1, new TypeError('a mistake')))).rejects.toThrow('a mistake')
  expect(await loadCopy('reserve')).not.toBeNull()
})
