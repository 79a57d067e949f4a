/** The keys that the server issued to this phone, one for each account that used it. */
import { vault, write } from './vault'

export interface DeviceKey {
  accountId: number
  /** The id under which the server knows this phone. */
  id: string
  key: Uint8Array<ArrayBuffer>
  /** The server's public key, for which a rescue file is sealed. */
  sealKey: Uint8Array<ArrayBuffer>
}

export async function loadKey(accountId: number): Promise<DeviceKey | null> {
  return (await (await vault()).get('keyring', accountId)) ?? null
}

export function storeKey(key: DeviceKey): Promise<void> {
  return write(['keyring'], async (tx) => void (await tx.objectStore('keyring').put(key)))
}

export async function forgetKey(accountId: number): Promise<void> {
  await (await vault()).delete('keyring', accountId)
}
