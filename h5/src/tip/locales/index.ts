/** Says things in the language of the page; the choice is kept in memory alone. */
import { shallowRef, type App } from 'vue'
import { filled, foundIn, type Words } from '@/locales/sentence'
import zh from './zh-CN.json'

export type Language = 'zh-CN' | 'en'

const known: Partial<Record<Language, Words>> = { 'zh-CN': zh }
const language = shallowRef<Language>('zh-CN')

const found = (key: string): Words | undefined => foundIn(known[language.value], key) ?? foundIn(zh, key)

/** The sentence; the key itself where nobody wrote one. */
function t(key: string, values: Record<string, unknown> = {}): string {
  const text = found(key)
  return typeof text === 'string' ? filled(text, values) : key
}

/** Several sentences in a row. */
function list(key: string): string[] {
  const texts = found(key)
  return Array.isArray(texts) ? texts.map(String) : []
}

export const useWords = () => ({ t, list, language })

export const words = {
  install(app: App): void {
    app.config.globalProperties.$t = t
  },
}

/** Switches the language; the second one is fetched when first wanted. */
export async function setLanguage(wish: Language): Promise<void> {
  if (wish === 'en') known.en ??= (await import('./en.json')).default
  language.value = wish
  document.documentElement.lang = wish
  document.title = t('page.title')
}
