/** One page of this phone at a time: two open pages must not send the same line twice over. */

/** Runs `act` unless another page is at it; without the browser's locks it simply runs. */
export async function runAlone(name: string, act: () => Promise<void>): Promise<void> {
  const locks = navigator.locks as LockManager | undefined
  if (!locks) return act()
  await locks.request(`patrol369.${name}`, { ifAvailable: true }, async (lock) => {
    if (lock) await act()
  })
}
