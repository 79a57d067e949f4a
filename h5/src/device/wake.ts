/** The moments at which a phone may be back: none of them is certain, all are cheap. */

const BEAT_MS = 30_000

/** Calls back at each of them, at the network's own return perhaps with more, until the returned function is called. */
export function onWake(act: () => void, online: () => void = act): () => void {
  const visible = () => document.visibilityState === 'visible' && act()
  window.addEventListener('online', online)
  window.addEventListener('pageshow', act)
  document.addEventListener('visibilitychange', visible)
  const beat = window.setInterval(visible, BEAT_MS)
  return () => {
    window.removeEventListener('online', online)
    window.removeEventListener('pageshow', act)
    document.removeEventListener('visibilitychange', visible)
    window.clearInterval(beat)
  }
}

/** Whether anybody can see the page. */
export const isSeen = (): boolean => document.visibilityState === 'visible'

/** Milliseconds of a clock that nobody can set. */
export const monotonic = (): number => performance.now()

export const wall = (): number => Date.now()

/** The moments at which a page may be seen for the last time, and now and then in between. */
export function onRest(act: () => void): void {
  document.addEventListener('visibilitychange', () => document.visibilityState === 'hidden' && act())
  window.addEventListener('pagehide', act)
  window.setInterval(act, BEAT_MS)
}

/** Whether there may be a line: only a browser's "no" can be relied on. */
export const mayBeOnline = (): boolean => navigator.onLine !== false
