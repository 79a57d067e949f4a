/** How much this phone lets the page keep. Browsers tell it roughly, some not at all. */

export interface FreeSpace {
  usedBytes: number
  freeBytes: number
}

export async function measureFreeSpace(): Promise<FreeSpace | null> {
  const storage = navigator.storage as StorageManager | undefined
  if (!storage?.estimate) return null
  const { usage = 0, quota = 0 } = await storage.estimate().catch(() => ({ usage: 0, quota: 0 }))
  return quota > 0 ? { usedBytes: usage, freeBytes: Math.max(0, quota - usage) } : null
}

/** Asks the browser not to clear what is kept here. It may say no, or nothing; nothing is built on its answer. */
export async function requestPersistence(): Promise<boolean> {
  const storage = navigator.storage as StorageManager | undefined
  if (!storage?.persist) return false
  return storage.persist().catch(() => false)
}

/** What the phone calls itself, short, for the list of devices. */
export function phoneName(): string {
  const agent = navigator.userAgent
  const system = /iPhone|iPad|Android|Windows|Mac OS X|Linux/.exec(agent)?.[0] ?? ''
  const app = /wxwork/i.test(agent)
    ? 'WeCom'
    : /MicroMessenger/i.test(agent)
      ? 'WeChat'
      : (/Edg|Firefox|Chrome|Safari/.exec(agent)?.[0] ?? '')
  return [system, app].filter(Boolean).join(' ') || 'H5'
}
