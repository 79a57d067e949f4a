/** The keys that the server issued to this phone, one for each account that used it. */
import type { DeviceKey } from './records'
import { withVault, write } from './vault'

export async function loadKey(accountId: number): Promise<DeviceKey | null> {
  return (await withVault((db) => db.get('keyring', accountId))) ?? null
}

export function storeKey(key: DeviceKey): Promise<void> {
  return write(['keyring'], async (tx) => void (await tx.objectStore('keyring').put(key)))
}

export async function forgetKey(accountId: number): Promise<void> {
  await withVault((db) => db.delete('keyring', accountId))
}
