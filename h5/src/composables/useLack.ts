import { computed, ref } from 'vue'

/**
 * For a button that can be pressed before all is there: instead of acting it then says what is
 * missing, until it is. `lack`: what is missing, in words; '' when nothing is.
 */
export function useLack(lack: () => string) {
  const wasEarly = ref(false)
  const said = computed(() => (wasEarly.value ? lack() : ''))

  /** Whether the button may act now; when not, `said` tells why. */
  function mayAct(): boolean {
    wasEarly.value = lack() !== ''
    return !wasEarly.value
  }

  return { said, mayAct }
}
