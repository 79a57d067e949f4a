/** The page as a whole: how it is drawn, how the rest of it is fetched, and how all of it forgets. */
import { readonly, ref, watchEffect } from 'vue'
import { markAppearance, phoneIsDark } from '@/device/appearance'
import { resetScreen, show, type Screen } from './screen'

/** Larger type, for whoever asks for it; otherwise the page is drawn as the phone is set. */
export const isLarge = ref(false)

export function applyAppearance(): void {
  watchEffect(() => markAppearance({ isCare: isLarge.value, isDark: phoneIsDark.value }))
}

/** What a part of the page holds of its visitor, in variables only. */
export interface Holder {
  forget: () => void
  /** Whether something would be lost if the page were closed now. */
  wouldLose: () => boolean
}

const holders = new Set<Holder>()

export const addHolder = (holder: Holder): void => void holders.add(holder)

export const wouldLose = (): boolean => [...holders].some((holder) => holder.wouldLose())

const state = ref<'idle' | 'busy' | 'failed'>('idle')
/** What was tapped, so that a second try is the same tap. */
let nextScreen: Screen = 'category'

export const startState = readonly(state)

let load = async (): Promise<void> => undefined

/** How the rest of the page is fetched; set when the page starts. */
export function setLoader(act: () => Promise<void>): void {
  load = act
}

/** The first tap: what is needed from there on, the cryptography with it, is fetched; then the screen is shown. */
export async function start(next: Screen = nextScreen): Promise<void> {
  nextScreen = next
  state.value = 'busy'
  try {
    await load()
    state.value = 'idle'
    show(next)
  } catch {
    state.value = 'failed'
  }
}

export function forgetAll(): void {
  for (const holder of holders) holder.forget()
  resetScreen()
  state.value = 'idle'
}
