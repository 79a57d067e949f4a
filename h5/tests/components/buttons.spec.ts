import { mount } from '@vue/test-utils'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import ActionButton from '@/components/ActionButton.vue'
import MainButton from '@/tip/components/MainButton.vue'
import { mounted } from '../mounted'

const SOURCE = join(import.meta.dirname, '../../src')
/** They turn pages: at the first and at the last one there is nothing to turn to. */
const TURNING = ['pages/burden/BurdenPage.vue', 'pages/outbox/RescuePage.vue']
/** Only that it is under way may make a button deaf: it says so itself. */
const IS_BUSY = /^([\w.]*(isBusy|busy)(\.value)?|startState === 'busy'|progress !== null)$/

const templates = (readdirSync(SOURCE, { recursive: true }) as string[])
  .map((name) => name.replaceAll('\\', '/'))
  .filter((name) => name.endsWith('.vue') && !TURNING.includes(name))
  .map((name) => ({ name, text: readFileSync(join(SOURCE, name), 'utf8') }))

/** The buttons of actions: Vant's on the staff's pages, the large ones on the citizens'. */
const buttons = templates.flatMap(({ name, text }) =>
  [...text.matchAll(/<(VanButton|button)\b((?:"[^"]*"|[^">])*)>/g)]
    .filter(([, tag, told]) => tag === 'VanButton' || /class="(main|second)\b/.test(told!))
    .map(([, , told]) => ({ name, disabled: /:disabled="([^"]*)"/.exec(told!)?.[1] })),
)

describe('the button of an action', () => {
  it('is never dead without a word: whatever is missing, it says', () => {
    expect(buttons.length).toBeGreaterThan(60)
    const dead = buttons.filter(({ disabled }) => disabled !== undefined && !IS_BUSY.test(disabled))
    expect(dead).toEqual([])
  })

  it('on the pages of the staff carries what is missing, and acts when nothing is', async () => {
    const button = mounted(ActionButton, { props: { text: '打卡', lack: '还要 1 张照片', isBusy: false } })
    expect(button.text()).toBe('还要 1 张照片')
    expect(button.attributes()).toMatchObject({ 'aria-disabled': 'true' })
    expect(button.attributes('disabled')).toBeUndefined()
    await button.trigger('click')
    expect(button.emitted('act')).toBeUndefined()
    await button.setProps({ lack: '' })
    expect([button.text(), button.attributes('aria-disabled')]).toEqual(['打卡', 'false'])
    await button.trigger('click')
    expect(button.emitted('act')).toHaveLength(1)
  })

  it('sends no form while something is missing', async () => {
    const form = mount(
      { components: { ActionButton }, template: `<form><ActionButton native-type="submit" v-bind="$attrs" /></form>` },
      { attrs: { text: '申请', lack: '请写明理由', isBusy: false }, attachTo: document.body },
    )
    let sent = 0
    form.element.addEventListener('submit', (event: Event) => (event.preventDefault(), (sent += 1)))
    await form.get('button').trigger('click')
    expect(sent).toBe(0)
  })

  it('on the pages of citizens says what is missing when it is pressed, until it is there', async () => {
    const page = mount(MainButton, { props: { lack: '请先写几句。' }, slots: { default: '寄出' } })
    expect(page.find('[role=alert]').exists()).toBe(false)
    await page.get('button').trigger('click')
    expect(page.get('[role=alert]').text()).toBe('请先写几句。')
    expect(page.emitted('act')).toBeUndefined()
    await page.setProps({ lack: '' })
    expect(page.find('[role=alert]').exists()).toBe(false)
    await page.get('button').trigger('click')
    expect(page.emitted('act')).toHaveLength(1)
  })
})
