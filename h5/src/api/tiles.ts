import { pattern } from './http'

/** Where a tile lies on our own server, with holes for zoom, column and row. */
export const tileUrl = (layer: string): string => pattern('/tiles/{layer}/{z}/{x}/{y}').replace('{layer}', layer)
