/** What lies under the sites: nothing but the grids, or tiles of 天地图 with their names on top. */
export type Ground = 'none' | 'map' | 'image'
export const LAYERS: Record<Ground, string[]> = { none: [], map: ['vec', 'cva'], image: ['img', 'cia'] }
