/**
 * Says things in the language of the page. That is all that is needed here, so it is no library:
 * those weigh as much as all the sentences of the product.
 */
import { shallowRef, type App } from 'vue'
import zh from './first/zh-CN.json'
import { filled, foundIn, type Words } from './sentence'

const FIRST = 'zh-CN'
const files = import.meta.glob<Words>(['./*/*.json', '!./first/zh-CN.json'], { import: 'default' })
/** By language, then by part: a folder of this one. */
const known: Record<string, Record<string, Words>> = { [FIRST]: { first: zh } }
const parts = new Set(['first'])
const locale = shallowRef(FIRST)

async function loadPart(part: string, language: string): Promise<void> {
  const words = (known[language] ??= {})
  words[part] ??= await files[`./${part}/${language}.json`]!()
}

/** Fetches the sentences of a part, before they are shown. Rejects when they could not be had. */
export async function loadWords(part: string): Promise<void> {
  parts.add(part)
  await Promise.all([FIRST, locale.value].map((language) => loadPart(part, language)))
}

function found(key: string, language: string): Words | undefined {
  return Object.values(known[language] ?? {})
    .map((words) => foundIn(words, key))
    .find((node) => node !== undefined)
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

/** Switches the language; what is not known in it yet is fetched. */
export async function setLanguage(language: string): Promise<void> {
  await Promise.all([...parts].map((part) => loadPart(part, language)))
  locale.value = language
  document.documentElement.lang = language
  document.title = t('app.name')
}
