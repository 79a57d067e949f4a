import { flushPromises } from '@vue/test-utils'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, it, vi } from 'vitest'
import words from '@/locales/own/zh-CN.json'
import SessionsPage from '@/pages/me/SessionsPage.vue'
import { mountedAt } from '../mounted'

const NAMES = join(import.meta.dirname, '../../../backend/registry/accounts/device_names.py')
const at = '2026-11-24T04:00:00Z'

afterEach(() => vi.unstubAllGlobals())

it('names the devices as people do, and leaves a name that is no device', async () => {
  const items = [
    { kind: 'cookie', name: 'wechat/android' },
    { kind: 'cookie', name: 'computer' },
    { kind: 'cookie', name: '值班室/一楼' },
    { kind: 'token', name: 'wechat/android' },
    { kind: 'cookie', name: '' },
  ].map((each, id) => ({ ...each, id, created_at: at, expires_at: at, current: id === 0 }))
  vi.stubGlobal('fetch', () => Promise.resolve(Response.json({ items, next: null })))
  const { page } = await mountedAt(SessionsPage, '/me/sessions', '/me/sessions')
  await flushPromises()
  const names = page.findAll('.session b').map((each) => each.text())
  expect(names).toEqual(['微信 · 安卓手机', '电脑', '值班室/一楼', 'wechat/android', '网页登录'])
})

it('has a word for each device that the server tells apart', () => {
  const told = [...readFileSync(NAMES, 'utf8').matchAll(/^ {4}\("(\w+)", r"/gm)].map(([, name]) => name)
  expect(told.length).toBeGreaterThan(15)
  expect(Object.keys(words.me.device).sort()).toEqual(told.sort())
})
