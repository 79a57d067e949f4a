import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { nextTick } from 'vue'
import PhotoGrid from '@/components/PhotoGrid.vue'
import { mounted } from '../mounted'

const box = () => document.querySelector<HTMLElement>('.van-image-preview')!
const shown = () => document.querySelector('.van-image-preview__index')!.textContent

async function press(key: string): Promise<void> {
  box().dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }))
  await nextTick()
  await flushPromises()
}

describe('photos shown large', () => {
  let page: ReturnType<typeof mounted>
  beforeEach(async () => {
    const photos = ['aa', 'bb', 'cc'].map((sha256) => ({ sha256, arrived: true, problem: null }))
    page = mounted(PhotoGrid, { props: { addressOf: (sha256: string) => `/${sha256}.jpg`, photos } })
    await page.findAll('button')[1]!.trigger('click')
    await flushPromises()
    // Vant goes to the first one two frames after it has opened.
    for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame)
  })
  afterEach(async () => {
    await press('Escape')
    page.unmount()
  })

  it('begin with the one that was tapped and are gone through by arrow keys, round and round', async () => {
    expect(shown()).toBe('2 / 3')
    await press('ArrowRight')
    expect(shown()).toBe('3 / 3')
    await press('ArrowRight')
    expect(shown()).toBe('1 / 3')
    await press('ArrowLeft')
    await press('ArrowLeft')
    expect(shown()).toBe('2 / 3')
  })
  it('stay where they are on other keys', async () => {
    await press('a')
    expect(shown()).toBe('2 / 3')
  })
})
