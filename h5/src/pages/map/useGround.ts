import { computed, shallowRef } from 'vue'
import { fetchGrids } from '@/api/areas'
import { useSession } from '@/stores/session'
import type { Area } from './layers'

/** What lies under the sites: nothing but the grids, or tiles of 天地图 with their names on top. */
export type Ground = 'none' | 'map' | 'image'
export const LAYERS: Record<Ground, string[]> = { none: [], map: ['vec', 'cva'], image: ['img', 'cia'] }

export function useGround() {
  const shapes = shallowRef<Area[]>([])
  const session = useSession()

  async function load(): Promise<void> {
    const walked = session.me?.grants.filter((grant) => grant.role === 'officer' || grant.role === 'leader') ?? []
    const found = await Promise.all(walked.map((grant) => fetchGrids(grant.area.id).catch(() => ({ features: [] }))))
    shapes.value = found.flatMap(({ features }) => features.map(({ geometry, properties }) => ({ name: properties.name, geometry })))
  }

  return { grids: computed(() => shapes.value), tiles: computed<{ layers: string[]; approval: string } | null>(() => null), load }
}
