import { describe, expect, it } from 'vitest'
import { redrawFeatures } from '@/domain/redraw'

const shape = { type: 'Polygon', coordinates: [] }
const named = { type: 'Feature', properties: { code: '01' }, geometry: shape }
const read = (value: unknown, code: string | null = null) => redrawFeatures(JSON.stringify(value), code)

const drawn = (...features: unknown[]) => ({ features, crs: null })

describe('a file that draws grids anew', () => {
  it('names each grid by its code', () => {
    expect(read({ type: 'FeatureCollection', features: [named, named] })).toEqual(
      drawn({ code: '01', geometry: shape }, { code: '01', geometry: shape }),
    )
    expect(read(named, '02')).toEqual(drawn({ code: '01', geometry: shape }))
  })

  it('hands over the system that it names', () => {
    const crs = { type: 'name', properties: { name: 'urn:ogc:def:crs:EPSG::4610' } }
    expect(read({ type: 'FeatureCollection', crs, features: [named] })).toMatchObject({ crs })
  })

  it('may be a single shape of the grid that was chosen', () => {
    expect(read(shape, '02')).toEqual(drawn({ code: '02', geometry: shape }))
    expect(read({ type: 'Feature', properties: null, geometry: shape }, '02')).toEqual(
      drawn({ code: '02', geometry: shape }),
    )
    expect(read(shape)).toEqual({ n: 1, name: '' })
  })

  it('may have a number for its code', () => {
    const numbered = { ...named, properties: { code: 350481 } }
    expect(read(numbered)).toEqual(drawn({ code: '350481', geometry: shape }))
  })

  it('names the feature that cannot be used', () => {
    const line = { type: 'Feature', properties: { name: '将军山' }, geometry: { type: 'LineString' } }
    expect(read({ type: 'FeatureCollection', features: [named, line] })).toEqual({ n: 2, name: '将军山' })
  })

  it('is nothing else', () => {
    const nameless = { type: 'Feature', properties: {}, geometry: shape }
    expect(read({ type: 'FeatureCollection', features: [named, nameless] }, '02')).toEqual({ n: 2, name: '' })
    expect(read({ type: 'FeatureCollection', features: [] })).toBeNull()
    expect(read({ ...named, geometry: { type: 'Point' } })).toEqual({ n: 1, name: '01' })
    expect(read(null)).toBeNull()
    expect(redrawFeatures('PK', '02')).toBeNull()
  })
})
