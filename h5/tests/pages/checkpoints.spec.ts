import { describe, expect, it, vi } from 'vitest'
import type { Geometry, SiteCheckpoint } from '@/api/types'
import { frame } from '@/domain/mapview'
import CheckpointForm from '@/pages/sites/CheckpointForm.vue'
import { mounted, refusal } from '../mounted'

const WOODS: Geometry = {
  type: 'Polygon',
  coordinates: [
    [
      [117.34, 25.99],
      [117.36, 25.99],
      [117.36, 26.01],
      [117.34, 26.01],
      [117.34, 25.99],
    ],
  ],
}
const EAST: SiteCheckpoint = { id: 7, name: '东坡', lon: 117.358, lat: 26, radius_m: 80, since: null }

function form(props: object = {}) {
  const given = { shape: WOODS, centre: [117.35, 26], checkpoints: [EAST], changed: null, isBusy: false, error: null }
  return mounted(CheckpointForm, { props: { ...given, ...props } })
}
type Form = ReturnType<typeof form>
const value = (box: Form, id: string) => (box.get(`#checkpoint-${id}`).element as HTMLInputElement).value

async function tap(box: Form, clientX: number, clientY: number): Promise<void> {
  const map = box.get('svg')
  const area = { left: 0, top: 0, width: 640, height: 480 } as DOMRect
  vi.spyOn(map.element, 'getBoundingClientRect').mockReturnValue(area)
  await map.trigger('click', { clientX, clientY })
}

describe('the form of a checkpoint', () => {
  it('says when it is pressed what is still missing: a place, a name, a radius', async () => {
    const box = form()
    const press = () => box.get('form').trigger('submit')
    const missing = () => box.findAll('[role=alert]').map((note) => note.text())
    expect(missing()).toEqual([])
    await press()
    expect(missing()).toEqual(['请选位置'])
    await tap(box, 320, 240)
    expect(missing()).toEqual(['请填名称'])
    await box.get('#checkpoint-name').setValue(' 水口 ')
    await box.get('#checkpoint-radius').setValue('六十')
    expect(missing()).toEqual(['请填半径'])
    expect(box.get('button[type=submit]').text()).toBe('新增检查点')
    expect(box.emitted('save')).toBeUndefined()
    await box.get('#checkpoint-radius').setValue('50')
    expect(missing()).toEqual([])
    await press()
    const [draft] = box.emitted('save')![0] as [{ lon: number; lat: number }]
    expect(draft).toMatchObject({ name: '水口', radius_m: 50 })
    expect(draft.lon).toBeCloseTo(117.35, 5)
    expect(draft.lat).toBeCloseTo(26, 5)
  })

  it('moves the place ten metres with each arrow key, from the middle of the site', async () => {
    const box = form()
    await box.get('svg').trigger('keydown', { key: 'ArrowUp' })
    expect(value(box, 'lon')).toBe('117.350000')
    expect(value(box, 'lat')).toBe('26.000090')
    await box.get('svg').trigger('keydown', { key: 'ArrowRight' })
    expect(value(box, 'lon')).toBe('117.350100')
    await box.get('svg').trigger('keydown', { key: 'Tab' })
    expect(value(box, 'lon')).toBe('117.350100')
  })

  it('takes typed coordinates, and no place off the globe', async () => {
    const box = form()
    await box.get('#checkpoint-lon').setValue('117.35')
    await box.get('#checkpoint-lat').setValue('91')
    expect(box.find('.mark').exists()).toBe(false)
    await box.get('#checkpoint-lat').setValue('26.001')
    expect(box.find('.mark').exists()).toBe(true)
  })

  it('begins with what is changed', async () => {
    const box = form()
    await box.setProps({ changed: EAST })
    expect([value(box, 'name'), value(box, 'lon'), value(box, 'radius')]).toEqual(['东坡', '117.358', '80'])
    await box.get('form').trigger('submit')
    expect(box.emitted('save')).toEqual([[{ name: '东坡', lon: 117.358, lat: 26, radius_m: 80, source_crs: 'WGS-84' }]])
  })

  it('says beside the field what the server did not take', () => {
    const fields = [
      {
        field: 'lon',
        label: '经度',
        label_en: 'Longitude',
        message: '位置不在点位范围内，离边界也太远',
        message_en: 'off',
      },
    ]
    const box = form({ error: refusal('invalid', '填写有误', { fields }) })
    expect(box.get('#checkpoint-lon').element.closest('.form-row')!.textContent).toContain('离边界也太远')
  })

  it('works without a drawing of the site', () => {
    expect(form({ shape: null }).find('svg').exists()).toBe(false)
  })
})

describe('a frame', () => {
  it('tells how long a metre is on it', () => {
    const fit = frame([WOODS], 320, 240, 30)!
    const north = 100 / 111_195
    expect(100 * fit.pixelsPerMetre).toBeCloseTo(fit.project(117.35, 26)[1] - fit.project(117.35, 26 + north)[1], 6)
  })

  it('leads from a place to its spot and back', () => {
    const fit = frame([WOODS], 320, 240, 30)!
    const [lon, lat] = fit.unproject(...fit.project(117.3456, 26.0012))
    expect(lon).toBeCloseTo(117.3456, 9)
    expect(lat).toBeCloseTo(26.0012, 9)
  })
})
