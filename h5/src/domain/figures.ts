/** The figures of a board by their names: what each says, and which rows make it. Pure. */
import type { Figures } from '@/api/types'
import { lacking } from './coverage'
import type { Tone } from './labels'

export const FIGURES = [
  'rate',
  'gap',
  'required',
  'covered',
  'attempted',
  'missed',
  'exempt',
  'open',
  'lacking',
] as const
export type FigureName = (typeof FIGURES)[number]

export const isFigure = (name: unknown): name is FigureName => FIGURES.includes(name as FigureName)

/** A number of sites; null for what is none: the rate and the gap. */
export function countOf(name: FigureName, figures: Figures): number | null {
  if (name === 'rate' || name === 'gap') return null
  return name === 'lacking' ? lacking(figures) : figures[name]
}

export const toneOf = (name: FigureName): Tone | null =>
  name === 'covered' || name === 'attempted' || name === 'missed' || name === 'exempt' || name === 'open' ? name : null

export interface Choice {
  state?: Tone | 'lacking'
  order?: 'gap'
}

/** Which rows make it: of the rate and of what is required, all. What lacks comes longest alone first. */
export function choiceOf(name: FigureName): Choice {
  if (name === 'gap') return { order: 'gap' }
  if (name === 'lacking') return { state: name, order: 'gap' }
  const state = toneOf(name)
  return state ? { state } : {}
}

/** As many points of a line as there are values, inside a box; null values leave a gap. */
export function polyline(values: (number | null)[], width: number, height: number, most: number): string {
  const step = values.length > 1 ? width / (values.length - 1) : 0
  let pen = 'M'
  return values
    .map((value, n) => {
      if (value === null) {
        pen = 'M'
        return ''
      }
      const point = `${pen}${(n * step).toFixed(1)} ${(height - (value / most) * height).toFixed(1)}`
      pen = 'L'
      return point
    })
    .join('')
}
