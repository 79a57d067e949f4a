import { defineStore } from 'pinia'
import { ref, watch } from 'vue'
import { readSetting, writeSetting } from '@/device/settings'

export type Locale = 'zh-CN' | 'en'
export type LocationConsent = 'unasked' | 'yes' | 'no'

function consent(text: string | null): LocationConsent {
  return text === 'yes' || text === 'no' ? text : 'unasked'
}

/** Choices that belong to this phone: its language, and whether it may show where it is. */
export const usePreferences = defineStore('preferences', () => {
  const locale = ref<Locale>(readSetting('locale') === 'en' ? 'en' : 'zh-CN')
  const location = ref<LocationConsent>(consent(readSetting('location')))

  watch(locale, (value) => writeSetting('locale', value))
  watch(location, (value) => writeSetting('location', value))

  return { locale, location }
})
