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

// A sheet that is still open holds the keyboard of the whole document. Registered last, so it runs first.
if (typeof document !== 'undefined') {
  const { disableAutoUnmount, enableAutoUnmount } = await import('@vue/test-utils')
  disableAutoUnmount()
  enableAutoUnmount(afterAll)
}
