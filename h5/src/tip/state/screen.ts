/** Which screen is shown. There is one address, so that none tells what was done here. */
import { readonly, ref } from 'vue'
import { captureBack } from '../device/leave'

/** Where each screen's way back leads; null where only a decision leads on. */
const BEFORE = {
  home: null,
  trust: 'home',
  category: 'home',
  write: 'category',
  place: 'write',
  photos: 'write',
  exclude: 'write',
  check: 'write',
  sending: null,
  code: null,
  kept: null,
  enter: 'home',
  thread: 'home',
  slip: 'thread',
  withdraw: 'thread',
  withdrawn: null,
} as const

export type Screen = keyof typeof BEFORE

/** Nothing on these is anybody's own. */
const OPEN: readonly Screen[] = ['home', 'trust']

const current = ref<Screen>('home')
/** Whether the Back key was pressed where it would lose something: she is asked first. */
const asking = ref(false)

export const screen = readonly(current)
export const isAsking = readonly(asking)

export const isPrivate = (): boolean => !OPEN.includes(current.value)

export function show(next: Screen): void {
  current.value = next
  asking.value = false
  if (next !== 'home') captureBack()
}

export const before = (): Screen | null => BEFORE[current.value]

/** What the Back key does. True while there is more to go back to, or something to lose. */
export function goBack(): boolean {
  const to = before()
  if (to) {
    show(to)
    return true
  }
  if (current.value === 'home') return false
  asking.value = true
  return true
}

let exit = (): void => undefined

/** What leaving at once means; told when the page starts. */
export function onQuickExit(act: () => void): void {
  exit = act
}

export const quickExit = (): void => exit()

export function stay(): void {
  asking.value = false
}

export function resetScreen(): void {
  current.value = 'home'
  asking.value = false
}
