import { afterAll, vi } from 'vitest'
import { setLanguage } from '@/locales'

/** What a spec may leave behind for the next in the world that they share. */
afterAll(async () => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
  if (typeof document === 'undefined') return
  localStorage.clear()
  sessionStorage.clear()
  document.body.replaceChildren()
  await setLanguage('zh-CN')
})
