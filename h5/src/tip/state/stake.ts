/** What would be lost if the page were closed now; those who hold something say so here. */

const holders: (() => boolean)[] = []

export function atStake(holds: () => boolean): void {
  holders.push(holds)
}

export const wouldLose = (): boolean => holders.some((holds) => holds())
