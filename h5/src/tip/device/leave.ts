/**
 * Leaving, and the Back key. The page has one address; while something is under way one more entry
 * of the same address catches the Back key, which many press by habit and which would lose
 * everything. That entry tells no more than the first, and goes again when the page is left.
 */
const NEUTRAL = 'about:blank'
const CAUGHT = 'caught'
const LONGEST_WAIT_MS = 150

let isLeaving = false

const isCatching = (): boolean => history.state === CAUGHT

export function captureBack(): void {
  if (!isCatching()) history.pushState(CAUGHT, '')
}

/** `goBack` answers whether there is still something to catch the key for. */
export function watchBack(goBack: () => boolean): void {
  // A screen begins at its top, also the one that the Back key leads to.
  history.scrollRestoration = 'manual'
  window.addEventListener('popstate', () => {
    if (isLeaving || isCatching()) return
    if (goBack()) captureBack()
  })
}

function blank(): void {
  document.body.replaceChildren()
}

/** Empties the page before anything else, then leaves it without an entry to come back to. */
export function leave(forget: () => void): void {
  isLeaving = true
  forget()
  blank()
  // What the browser keeps of this address goes as well, where it follows the server's word.
  const asked = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{}', keepalive: true }
  void fetch('/api/bye', asked).catch(() => undefined)
  const go = () => location.replace(NEUTRAL)
  if (!isCatching()) return go()
  window.addEventListener('popstate', go, { once: true })
  setTimeout(go, LONGEST_WAIT_MS)
  history.back()
}

/** A page that is gone, or kept by the browser for the Back key, holds nothing. */
export function blankWhenGone(forget: () => void): void {
  window.addEventListener('pagehide', () => {
    forget()
    blank()
  })
  window.addEventListener('pageshow', ({ persisted }) => {
    if (persisted) location.reload()
  })
}

/** Browsers that still ask before a page is closed ask for what is not sent or not noted down. */
export function askBeforeClosing(wouldLose: () => boolean): void {
  window.addEventListener('beforeunload', (event) => {
    if (isLeaving || !wouldLose()) return
    event.preventDefault()
    event.returnValue = ''
  })
}
