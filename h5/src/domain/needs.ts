/** The first thing that a form lacks, in words; '' when nothing is missing. */
export const firstLack = (needs: [isThere: boolean, words: string][]): string =>
  needs.find(([isThere]) => !isThere)?.[1] ?? ''
