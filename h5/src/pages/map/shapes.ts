/** The shapes of states as `domain/labels.ts` writes them, drawn in a box of 20 by 20. */
const SVG = 'http://www.w3.org/2000/svg'

type Part = [look: 'edge' | 'full', d: string]

const CIRCLE = 'M18.500 10a8.500 8.500 0 1 1-17 0a8.500 8.500 0 1 1 17 0z'
const DIAMOND: Part = ['edge', 'M10 1.500l8.500 8.500-8.500 8.500L1.500 10z']
const RING: Part = ['edge', CIRCLE]

const SHAPES: Record<string, Part[]> = {
  '●': [['full', CIRCLE]],
  '○': [RING],
  '▲': [['full', 'M10 1l9.500 17H.5z']],
  '◐': [RING, ['full', 'M10 1.500a8.500 8.500 0 0 0 0 17z']],
  '◔': [RING, ['full', 'M10 10V1.500a8.500 8.500 0 0 1 8.500 8.500z']],
  '◇': [DIAMOND],
  '◈': [DIAMOND, ['full', 'M10 5.500l4.500 4.500-4.500 4.500L5.500 10z']],
}

function element(name: string, attributes: Record<string, string>): SVGElement {
  const made = document.createElementNS(SVG, name)
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value)
  return made
}

export function drawShape(shape: string): SVGElement {
  const box = element('svg', { viewBox: '0 0 20 20', 'aria-hidden': 'true' })
  box.append(...(SHAPES[shape] ?? [RING]).map(([look, d]) => element('path', { class: look, d })))
  return box
}
