/**
 * Hides the page whenever it is not looked at, so that neither the list of recent apps nor
 * whoever is handed the phone shows what stands on it. Hidden at once, by a class: a frame's
 * delay would be too late.
 */
import { readonly, ref } from 'vue'

const IDLE_MS = 5 * 60_000

const covered = ref(false)
/** Whether the page itself sent her away, to the camera or the album. */
let isErrand = false

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
  isErrand = true
}

export function endErrand(): void {
  isErrand = false
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
    if (document.visibilityState === 'hidden') return cover()
    if (isErrand || !isPrivate()) uncover()
    isErrand = false
  })
}
