/** The shapes of states as `domain/labels.ts` writes them, drawn in a box of 20 by 20. */
const DIAMOND = '<path class="edge" d="M10 1.500l8.500 8.500-8.500 8.500L1.500 10z"/>'
const FULL = '<circle class="edge" cx="10" cy="10" r="8.500"/>'

export const SHAPES: Record<string, string> = {
  '●': '<circle class="full" cx="10" cy="10" r="8.500"/>',
  '○': FULL,
  '▲': '<path class="full" d="M10 1l9.500 17H.5z"/>',
  '◐': `${FULL}<path class="full" d="M10 1.500a8.500 8.500 0 0 0 0 17z"/>`,
  '◔': `${FULL}<path class="full" d="M10 10V1.500a8.500 8.500 0 0 1 8.500 8.500z"/>`,
  '◇': DIAMOND,
  '◈': `${DIAMOND}<path class="full" d="M10 5.500l4.500 4.500-4.500 4.500L5.500 10z"/>`,
}

export const svg = (shape: string): string =>
  `<svg viewBox="0 0 20 20" aria-hidden="true">${SHAPES[shape] ?? FULL}</svg>`
