/** All that the page knows of its visitor is kept in variables; here they are emptied together. */

const forgetters: (() => void)[] = []

/** Each part of the state says how it forgets. */
export function forgetBy(forget: () => void): void {
  forgetters.push(forget)
}

export function forgetAll(): void {
  for (const forget of forgetters) forget()
}
