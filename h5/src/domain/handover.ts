import type { HandedOver } from '@/api/types'

/** What of a handover can go back, what stays and why; of one that was taken back, what did. */
export function sortGrids({ grids }: HandedOver) {
  const back = grids.filter(({ obstacle }) => obstacle === null)
  return {
    back,
    stays: grids.filter(({ obstacle }) => obstacle !== null),
    sites: back.reduce((sum, { sites }) => sum + sites, 0),
  }
}
