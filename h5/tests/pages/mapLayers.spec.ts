import { map as leafletMap } from 'leaflet'
import { expect, it } from 'vitest'
import type { Geometry } from '@/api/types'
import { markLayer, nameLayer } from '@/pages/map/layers'

function drawn(layer: ReturnType<typeof nameLayer>): HTMLElement {
  const box = document.createElement('div')
  document.body.append(box)
  const map = leafletMap(box, { center: [26, 117], zoom: 12, zoomControl: false, attributionControl: false })
  layer.addTo(map)
  return box
}

it('sets names as they are, never as markup', () => {
  const box = drawn(nameLayer([{ lon: 117, lat: 26, text: '<img src=x onerror=alert(1)>将军山' }]))
  expect(box.querySelector('.fm-name')?.textContent).toBe('<img src=x onerror=alert(1)>将军山')
  expect(box.querySelector('img')).toBeNull()
})

it('draws a mark with its shape and its number', () => {
  const geometry: Geometry = { type: 'Point', coordinates: [117, 26] }
  const mark = { id: 1, lon: 117, lat: 26, shape: '▲', tone: 'missed' as const, n: 3, geometry }
  const box = drawn(markLayer([{ marks: [mark], number: 3, isLeft: false }], null))
  const shown = box.querySelector('.fm-mark')!
  expect(shown.querySelector('svg path')?.getAttribute('class')).toBe('full')
  expect(shown.querySelector('b')?.textContent).toBe('3')
})
