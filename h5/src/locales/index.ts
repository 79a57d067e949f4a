/**
 * Says things in the language of the page. That is all that is needed here, so it is no library:
 * those weigh as much as all the sentences of the product.
 */
import { shallowRef, type App } from 'vue'
import { filled, foundIn, type Words } from './sentence'
import zh from './zh-CN.json'

const FIRST = 'zh-CN'
const known: Record<string, Words> = { [FIRST]: zh }
/** What pages that few people open bring along themselves. */
const brought: Record<string, Words>[] = []
const locale = shallowRef(FIRST)

function found(key: string, language: string): Words | undefined {
  return [known, ...brought].map((words) => foundIn(words[language], key)).find((node) => node !== undefined)
}

/** Adds the sentences of a part that is loaded late, in all languages; before it is shown. */
export function bring(words: Record<string, Words>): void {
  brought.push(words)
}

/** The sentence; in Chinese where the other language has none, the key itself where nobody wrote one. */
function t(key: string, values: Record<string, unknown> = {}): string {
  const text = found(key, locale.value) ?? found(key, FIRST)
  return typeof text === 'string' ? filled(text, values) : key
}

/** Whether the present language has the sentence. */
const te = (key: string): boolean => typeof found(key, locale.value) === 'string'

/** A choice of sentences. */
function list(key: string): string[] {
  const texts = found(key, locale.value) ?? found(key, FIRST)
  return Array.isArray(texts) ? texts : []
}

export const useI18n = () => ({ t, te, list, locale })

declare module 'vue' {
  interface ComponentCustomProperties {
    $t: typeof t
    $te: typeof te
  }
}

/** Gives every template `$t` and `$te`. */
export const i18n = {
  install(app: App): void {
    app.config.globalProperties.$t = t
    app.config.globalProperties.$te = te
  },
}

/** Switches the language; the second one is fetched when first wanted. */
export async function speak(language: string): Promise<void> {
  if (language === 'en') known['en'] ??= (await import('./en.json')).default
  locale.value = language
  document.documentElement.lang = language
  document.title = t('app.name')
}
