/** What a form costs the one who fills it: two numbers, counted on the phone and nowhere else. */
import { monotonic } from './wake'

const LONGEST = 86_400

export function countEffort() {
  const openedAt = monotonic()
  let taps = 0
  const count = () => void (taps += 1)
  // Before anybody handles it: the tap that sends the form is one, too.
  document.addEventListener('click', count, true)

  return {
    told: () => ({
      taps: Math.min(taps, LONGEST),
      seconds: Math.min(Math.round((monotonic() - openedAt) / 1000), LONGEST),
    }),
    stop: () => document.removeEventListener('click', count, true),
  }
}
