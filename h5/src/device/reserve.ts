/**
 * Room for words. Half a megabyte lies on the phone for nothing and is given up when the phone is
 * full: a photo may be refused, the text of a visit may not, nor the word that something arrived.
 */
import { StorageError } from './storage'
import { storeCopy, withVault, write, type Store, type Writing } from './vault'

const NAME = 'reserve'
/** So much lies in a file of its own, not in a log: to delete it gives its space back at once. */
const PARTS = 8
const PART_BYTES = 65_536 // as many random bytes as browsers give at a time

/** Random, because what is alike is packed. */
function ballast(): Uint8Array[] {
  return Array.from({ length: PARTS }, () => crypto.getRandomValues(new Uint8Array(PART_BYTES)))
}

/** Lays it down where it is missing and there is space for it. */
export async function storeReserve(): Promise<void> {
  const lies = await withVault((db) => db.getKey('kept', NAME)).catch(() => NAME)
  if (lies === undefined) await storeCopy(NAME, ballast())
}

/** Whether there was something to give up. A transaction that only deletes passes on a full phone. */
function giveUp(): Promise<boolean> {
  return withVault(async (db) => {
    if ((await db.getKey('kept', NAME)) === undefined) return false
    await db.delete('kept', NAME)
    return true
  })
}

/** Browsers name the full phone itself, or only what it did to the transaction. */
const mayBeFull = (error: unknown): boolean =>
  error instanceof StorageError &&
  (error.trouble === 'full' || (error.origin as { name?: unknown } | null)?.name === 'AbortError')

/** As `write`, for what is small and must not be lost: once more with the space of the reserve. */
export async function writeWords<T>(stores: Store[], act: (tx: Writing) => Promise<T>): Promise<T> {
  try {
    return await write(stores, act)
  } catch (error) {
    if (!mayBeFull(error) || !(await giveUp())) throw error
    return write(stores, act)
  }
}
