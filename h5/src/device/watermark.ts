/** Burns lines of text into a picture: a dark plate in its lower left corner, light letters on it. */
import { drawOnWhite } from './picture'

const FONT = "'PingFang SC', 'Noto Sans CJK SC', 'Microsoft YaHei', sans-serif"
/** Of the longer side; readable on a phone's screen with the whole picture in view. */
const LETTER_SHARE = 0.023
const SMALLEST_LETTER_PX = 13
const LINE_HEIGHT = 1.4
/** Dark enough for 4.5:1 over a white wall, light enough to see through. */
const PLATE = 'rgba(10, 20, 16, 0.62)'
const EDGE = 'rgba(10, 20, 16, 0.9)'

/** Latin words and figures stay whole where they can; Chinese breaks anywhere but before a stop. */
const PIECES = /[^\s\u2e80-\uffef]+|\s+|[^\s][、。，；：！？）》”’]*/gu

/** A line as rows that fit; nothing is left out, however narrow the picture. */
export function wrapLine(line: string, fits: (text: string) => boolean): string[] {
  const rows: string[] = []
  let row = ''
  const take = (piece: string): void => {
    if (fits(row + piece)) {
      row += piece
      return
    }
    if (row.trim()) rows.push(row.trim())
    row = ''
    const letters = [...piece.trim()]
    if (letters.length < 2 || fits(piece.trim())) row = piece.trim()
    else letters.forEach(take)
  }
  for (const piece of line.match(PIECES) ?? []) take(piece)
  return row.trim() ? [...rows, row.trim()] : rows
}

export interface Layout {
  rows: string[]
  letter: number
  plate: [width: number, height: number]
}

/** Sizes for a picture of these sides in pixels. `widthOf` measures text in letters of a size. */
export function layOutMark(
  lines: string[],
  width: number,
  height: number,
  widthOf: (text: string, letter: number) => number,
): Layout {
  const letter = Math.max(SMALLEST_LETTER_PX, Math.round(Math.max(width, height) * LETTER_SHARE))
  const room = width - 2 * letter
  const rows = lines.flatMap((line) => wrapLine(line, (text) => widthOf(text, letter) <= room))
  if (rows.length === 0) return { rows, letter, plate: [0, 0] }
  const widest = Math.max(...rows.map((row) => widthOf(row, letter)))
  const padding = 1.2 * letter
  return { rows, letter, plate: [Math.min(width, widest + padding), rows.length * letter * LINE_HEIGHT + padding] }
}

const fontOf = (letter: number): string => `600 ${letter}px ${FONT}`

/**
 * Draws the picture and its lines; false when the phone has no memory for a canvas.
 * A picture too low for them gets a foot that carries them, so that they hide at most half of it.
 */
export function drawMarked(
  canvas: HTMLCanvasElement,
  source: CanvasImageSource,
  [width, height]: [number, number],
  lines: string[],
): boolean {
  const context = canvas.getContext('2d', { alpha: false })
  if (!context) return false
  const layout = layOutMark(lines, width, height, (text, letter) => {
    context.font = fontOf(letter)
    return context.measureText(text).width
  })
  const [, plateHeight] = layout.plate
  canvas.width = width
  canvas.height = plateHeight > height / 2 ? height + Math.ceil(plateHeight) : height
  context.imageSmoothingQuality = 'high'
  drawOnWhite(context, source, [width, height])
  inscribe(context, layout)
  return true
}

function inscribe(context: CanvasRenderingContext2D, { rows, letter, plate: [width, height] }: Layout): void {
  const top = context.canvas.height - height
  context.fillStyle = PLATE
  context.fillRect(0, top, width, height)
  context.font = fontOf(letter)
  context.textBaseline = 'middle'
  context.lineJoin = 'round'
  context.lineWidth = letter / 7
  context.strokeStyle = EDGE
  context.fillStyle = '#fff'
  rows.forEach((row, i) => {
    const y = top + 0.6 * letter + (i + 0.5) * letter * LINE_HEIGHT
    context.strokeText(row, 0.6 * letter, y)
    context.fillText(row, 0.6 * letter, y)
  })
}
