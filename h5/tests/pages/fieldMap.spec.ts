import { expect, it, vi } from 'vitest'
import { nextTick } from 'vue'
import type { Geometry } from '@/api/types'
import FieldMap from '@/pages/map/FieldMap.vue'
import type { Mark } from '@/pages/map/layers'
import { mounted } from '../mounted'

// Nothing is laid out here; Leaflet fits its view into a box.
vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(360)
vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(600)

const mark = (id: number, lon: number, lat: number): Mark => {
  const geometry: Geometry = { type: 'Point', coordinates: [lon, lat] }
  return { id, lon, lat, geometry, shape: '○', tone: 'open', n: id }
}

async function shown(marks: Mark[]) {
  const props = { grids: [], marks, way: [], checkpoints: [], fix: null, tiles: [], chosen: null }
  const map = mounted(FieldMap, { props })
  await nextTick()
  return map
}

/** A tap on the spot where Leaflet put what it draws of them. */
async function tap(map: Awaited<ReturnType<typeof shown>>, selector: string): Promise<void> {
  const { left, top } = map.get<HTMLElement>(selector).element.style
  await map.get('.box').trigger('click', { clientX: parseFloat(left), clientY: parseFloat(top) })
}

it('draws sites at one place as a cluster with their number, in the colour of the most pressing', async () => {
  const map = await shown([mark(1, 117, 26), { ...mark(2, 117, 26), tone: 'missed' }, mark(3, 118, 26)])
  expect(map.findAll('.fm-cluster').map((drawn) => drawn.text())).toEqual(['2'])
  expect(map.get('.fm-cluster').classes()).toContain('fm-missed')
  expect(map.findAll('.fm-mark')).toHaveLength(1)
})

it('names the sites that no zoom parts', async () => {
  const map = await shown([mark(1, 117, 26), mark(2, 117, 26)])
  await tap(map, '.fm-cluster')
  expect(map.emitted('crowd')?.at(-1)).toEqual([[1, 2]])
  expect(map.emitted('update:chosen')?.at(-1)?.[0] ?? null).toBeNull()
})

it('names nothing where going closer parts them', async () => {
  const map = await shown([mark(1, 117, 26), mark(2, 117.001, 26), mark(3, 118, 26)])
  await tap(map, '.fm-cluster')
  expect(map.emitted('crowd')?.at(-1)).toEqual([[]])
})
