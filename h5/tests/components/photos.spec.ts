import { showImagePreview } from 'vant/es/image-preview'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { photoAddress } from '@/api/checkins'
import PhotoGrid from '@/components/PhotoGrid.vue'
import PhotoPreview from '@/components/PhotoPreview.vue'
import { mounted } from '../mounted'

vi.mock('vant/es/image-preview', () => ({ showImagePreview: vi.fn<() => void>() }))

const arrived = (sha256: string, mark: object | null = null) => ({ sha256, arrived: true, note: '', mark })
const grid = (photos: object[]) =>
  mounted(PhotoGrid, {
    props: { addressOf: (sha256: string, size: 'full' | 'thumb') => photoAddress(7, sha256, size), photos },
  })

describe('the photos of a visit', () => {
  beforeEach(() => vi.mocked(showImagePreview).mockClear())

  it('are shown as they arrive; the others are said to come', () => {
    const items = grid([arrived('aa'), { sha256: 'bb', arrived: false }]).findAll('li')
    expect(items[0]!.get('img').attributes('src')).toBe('/api/v1/checkins/7/photos/aa?size=thumb')
    expect(items[0]!.get('img').attributes('alt')).toBe('第 1 张现场照片')
    expect(items[1]!.find('img').exists()).toBe(false)
    expect(items[1]!.text()).toBe('照片还没传到')
  })

  it('say which of them is incomplete', () => {
    const items = grid([arrived('aa'), { ...arrived('bb'), problem: 'photo-incomplete' }]).findAll('li')
    expect(items[0]!.text()).toBe('')
    expect(items[1]!.text()).toBe('▲ 照片不完整，有条件请重拍')
  })

  it('say which of them the server did not take', () => {
    const photos = [{ sha256: 'aa', arrived: false, problem: 'photo-too-many-pixels' }]
    expect(grid(photos).get('li').text()).toBe('这张照片服务器不能接收，有条件请重拍')
  })

  it('open large at the one that was tapped, past those that have not arrived', async () => {
    const photos = grid([arrived('aa'), { sha256: 'bb', arrived: false }, arrived('cc')])
    await photos.findAll('button')[1]!.trigger('click')
    const images = ['aa', 'cc'].map((sha256) => `/api/v1/checkins/7/photos/${sha256}?size=full`)
    expect(showImagePreview).toHaveBeenCalledWith(expect.objectContaining({ images, startPosition: 1 }))
  })

  it('tell a mark that matches from a forged one by word and shape', () => {
    const mark = (genuine: boolean) => ({ at: '', fix: null, code: 'AB3DEF7H', genuine })
    const [good, bad] = grid([arrived('aa', mark(true)), arrived('bb', mark(false))]).findAll('li .num')
    expect(good!.text()).toMatch(/^✓\s+AB3D-EF7H\s+已核$/)
    expect(bad!.text()).toMatch(/^▲\s+AB3D-EF7H\s+对不上$/)
    expect(bad!.classes()).toContain('forged')
    expect(bad!.get('.whole').text()).toMatch(/^▲\s+AB3D-EF7H$/)
  })
})

describe('a photo on this phone', () => {
  it('is shown, whatever its type; one that the browser cannot show is told in words', async () => {
    const photo = mounted(PhotoPreview, { props: { url: 'blob:png', alt: '第 1 张现场照片' } })
    expect(photo.get('img').attributes()).toMatchObject({ src: 'blob:png', alt: '第 1 张现场照片' })
    await photo.get('img').trigger('error')
    expect(photo.text()).toBe('已选，本机不能预览')
    await photo.setProps({ url: 'blob:jpeg' })
    expect(photo.get('img').attributes('src')).toBe('blob:jpeg')
  })
})
