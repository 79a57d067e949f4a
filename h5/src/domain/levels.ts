import type { Level } from '@/api/types'

const LEVELS: readonly Level[] = ['county', 'town', 'village', 'grid']

/** The level of an area's parts; null for a grid, which has none. */
export const levelBelow = (level: Level): Level | null => LEVELS[LEVELS.indexOf(level) + 1] ?? null
