/**
 * Runs before everything else, as a classic script that any browser can read. What stands in the page
 * as `#failed` is shown when an error left nothing else to see, and goes again once there is something.
 */
import './fill'

const LOOK_MS = 1_000
let looking = 0

const isThere = (): boolean => Boolean(document.querySelector('main')?.textContent?.trim())

function look(): void {
  const isBlank = !isThere()
  for (const [selector, isHidden] of [
    ['#failed', !isBlank],
    ['.boot', isBlank],
  ] as const) {
    document.querySelector(selector)?.toggleAttribute('hidden', isHidden)
  }
  if (isBlank) return
  clearInterval(looking)
  looking = 0
}

function watch(): void {
  if (!looking) looking = window.setInterval(look, LOOK_MS)
}

// Captured on its way: a script that could not be loaded tells nobody but itself.
window.addEventListener('error', watch, true)
window.addEventListener('unhandledrejection', watch)
if (!('noModule' in HTMLScriptElement.prototype)) watch()
