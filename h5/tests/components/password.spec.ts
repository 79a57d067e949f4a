import { describe, expect, it } from 'vitest'
import PasswordField from '@/components/PasswordField.vue'
import LoginPage from '@/pages/login/LoginPage.vue'
import PasswordPage from '@/pages/me/PasswordPage.vue'
import AccountNewPage from '@/pages/accounts/AccountNewPage.vue'
import KeyChange from '@/pages/tips/KeyChange.vue'
import { mounted } from '../mounted'

describe('a secret that is typed', () => {
  it('is shown while the eye is pressed, and says so', async () => {
    const page = mounted(PasswordField, {
      props: { id: 'secret', label: '密码', autocomplete: 'current-password', modelValue: 'abc' },
    })
    const [input, eye] = [page.get<HTMLInputElement>('input'), page.get('button')]
    expect([input.attributes('type'), eye.attributes('aria-pressed')]).toEqual(['password', 'false'])
    expect(eye.attributes()).toMatchObject({ 'aria-label': '显示密码', type: 'button' })
    await eye.trigger('click')
    expect([input.attributes('type'), eye.attributes('aria-pressed')]).toEqual(['text', 'true'])
    expect(input.element.value).toBe('abc')
    await eye.trigger('click')
    expect(input.attributes('type')).toBe('password')
  })
  it.each([
    ['at the log-in', LoginPage, 1],
    ['where one changes it', PasswordPage, 3],
    ['where an account gets one', AccountNewPage, 1],
    ['where the passphrase of an inbox changes', KeyChange, 3],
  ])('has its eye %s', (_, page, eyes) => {
    const shown = mounted(page, { props: page === KeyChange ? { withCard: false } : {} })
    expect(shown.findAll('[aria-pressed][aria-label^=显示]')).toHaveLength(eyes)
  })
})
