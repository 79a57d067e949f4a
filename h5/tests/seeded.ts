/** Chance that can be had again: the same seed, the same numbers. */
export interface Chance {
  /** 0 up to 1, without 1. */
  number: () => number
  below: (n: number) => number
  one: <T>(of: readonly T[]) => T
  shuffled: <T>(of: readonly T[]) => T[]
}

/** mulberry32: small, and even enough for tests. */
export function seeded(seed: number): Chance {
  let state = seed >>> 0
  const number = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
  const below = (n: number): number => Math.floor(number() * n)
  return {
    number,
    below,
    one: (of) => of[below(of.length)]!,
    shuffled(of) {
      const all = [...of]
      for (let i = all.length - 1; i > 0; i--) {
        const j = below(i + 1)
        ;[all[i], all[j]] = [all[j]!, all[i]!]
      }
      return all
    },
  }
}

/** As many seeds as a property is tried with. */
export const seeds = (n: number): number[] => Array.from({ length: n }, (_, i) => i + 1)

/** Milliseconds that this process computed, whatever else kept the machine busy. */
export function computingMs(act: () => unknown): number {
  const before = process.cpuUsage().user
  act()
  return (process.cpuUsage().user - before) / 1000
}
