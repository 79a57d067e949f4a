/**
 * Hides the page whenever it is not looked at, so that neither the list of recent apps nor
 * whoever is handed the phone shows what stands on it. Hidden at once, by a class: a frame's
 * delay would be too late.
 */
import { readonly, ref } from 'vue'

const IDLE_MS = 5 * 60_000

const covered = ref(false)
/** When the page itself last sent her away, to the camera or the album; and whether she is there now. */
let sentAt = -Infinity
let isErrand = false
/** A phone opens them sooner; later she left by herself. */
const ERRAND_MS = 3_000

export const isCovered = readonly(covered)

export function cover(): void {
  covered.value = true
  document.documentElement.classList.add('covered')
}

export function uncover(): void {
  covered.value = false
  document.documentElement.classList.remove('covered')
}

export function beginErrand(): void {
  sentAt = performance.now()
}

/** Covers what lies open on a table: a phone that nobody touches for some minutes. */
export function coverWhenIdle(isPrivate: () => boolean, ms: number = IDLE_MS): void {
  let timer = 0
  const wait = () => {
    clearTimeout(timer)
    timer = window.setTimeout(() => isPrivate() && cover(), ms)
  }
  for (const sign of ['pointerdown', 'keydown', 'scroll']) document.addEventListener(sign, wait, { passive: true })
  wait()
}

/** `isPrivate`: whether what is on the screen needs a tap before it is shown again. */
export function coverWhenHidden(isPrivate: () => boolean): void {
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') {
      isErrand = performance.now() - sentAt < ERRAND_MS
      return cover()
    }
    if (isErrand || !isPrivate()) uncover()
  })
}
