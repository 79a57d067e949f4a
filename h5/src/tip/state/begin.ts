/** The first tap: what is needed from there on, the cryptography with it, is fetched now. */
import { readonly, ref } from 'vue'
import { forgetBy } from './memory'
import { show, type Screen } from './screen'

type State = 'idle' | 'busy' | 'failed'

let bring = async (): Promise<void> => undefined
const state = ref<State>('idle')
/** What was tapped, so that a second try is the same tap. */
let wanted: Screen = 'category'

export const beginning = readonly(state)

/** How the rest of the page comes; told when the page starts. */
export function bringBy(act: () => Promise<void>): void {
  bring = act
}

export async function begin(next: Screen = wanted): Promise<void> {
  wanted = next
  state.value = 'busy'
  try {
    await bring()
    state.value = 'idle'
    show(next)
  } catch {
    state.value = 'failed'
  }
}

forgetBy(() => (state.value = 'idle'))
