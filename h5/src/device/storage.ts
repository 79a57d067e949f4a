/** What is the matter with the phone's storage. Its four troubles want four different answers. */
import { readonly, shallowRef } from 'vue'

/**
 * | trouble   | what happened                                             |
 * |-----------|-----------------------------------------------------------|
 * | `missing` | the browser gives pages no storage                        |
 * | `silent`  | it was asked to open and did not answer                   |
 * | `blocked` | another page holds it open in an older version            |
 * | `broken`  | it cannot be opened, or was lost and could not be reopened |
 * | `full`    | there is no space left                                     |
 */
export type StorageTrouble = 'missing' | 'silent' | 'blocked' | 'broken' | 'full'

export class StorageError extends Error {
  readonly trouble: StorageTrouble
  /** The browser's own error; old browsers know no `cause`. */
  readonly origin: unknown

  constructor(trouble: StorageTrouble, origin: unknown = null) {
    super(origin instanceof Error ? origin.message : trouble)
    this.trouble = trouble
    this.origin = origin
  }
}

const FULL = 'QuotaExceededError'
const LOST = ['InvalidStateError', 'UnknownError']
const BROKEN = [...LOST, 'AbortError', 'VersionError', 'TimeoutError', 'SecurityError']

const nameOf = (error: unknown): string => String((error as { name?: unknown } | null)?.name)

/** A connection that ended without an event: a phone stops its storage process and says nothing. */
export const isLost = (error: unknown): boolean => LOST.includes(nameOf(error))

export const isFull = (error: unknown): boolean => nameOf(error) === FULL

/** The browser's error as one of the troubles; anything else, such as a mistake of ours, as it is. */
export function toStorageError(error: unknown): unknown {
  if (isFull(error)) return new StorageError('full', error)
  return BROKEN.includes(nameOf(error)) ? new StorageError('broken', error) : error
}

const current = shallowRef<StorageTrouble | null>(null)

/** What was the matter when it was last used; null while it works. */
export const storageTrouble = readonly(current)

export function tellTrouble(trouble: StorageTrouble | null): void {
  current.value = trouble
}
