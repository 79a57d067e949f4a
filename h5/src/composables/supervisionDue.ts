/** The list of an officer's cross-checks: kept on the phone, as there is little signal out there. */
import { ApiError } from '@/api/http'
import { fetchDueChecks, type DueChecks, type DueSite } from '@/api/supervision'
import { storeCopy, loadCopy } from '@/device/vault'

const DRAWER = 'cross-checks'

/** @throws ApiError when the server does not answer and no copy is at hand. */
export async function dueChecks(): Promise<DueChecks> {
  try {
    const fresh = await fetchDueChecks()
    void storeCopy(DRAWER, fresh)
    return fresh
  } catch (error) {
    const copy =
      error instanceof ApiError && error.failure.kind === 'network' ? await loadCopy<DueChecks>(DRAWER) : null
    if (!copy) throw error
    return copy
  }
}

/** The one of these sites that a visit is to be made to; null when it is none of them. */
export async function dueSite(id: number): Promise<DueSite | null> {
  return (await dueChecks()).items.find(({ site }) => site.id === id)?.site ?? null
}
