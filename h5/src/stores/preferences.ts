import { defineStore } from 'pinia'
import { computed, ref, watch } from 'vue'
import { markAppearance, phoneIsDark } from '@/device/appearance'
import { readSetting, writeSetting } from '@/device/settings'

export type Locale = 'zh-CN' | 'en'
export type LocationConsent = 'unasked' | 'yes' | 'no'
export const THEMES = ['auto', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

function consent(text: string | null): LocationConsent {
  return text === 'yes' || text === 'no' ? text : 'unasked'
}

/** Choices that belong to this phone: its language, how it looks, whether it may show where it is. */
export const usePreferences = defineStore('preferences', () => {
  const locale = ref<Locale>(readSetting('locale') === 'en' ? 'en' : 'zh-CN')
  const location = ref<LocationConsent>(consent(readSetting('location')))
  const care = ref(readSetting('care') === 'yes')
  /** Whether the first day has been shown on this phone, or left. */
  const isToured = ref(readSetting('toured') === 'yes')
  const theme = ref<Theme>(THEMES.find((name) => name === readSetting('theme')) ?? 'auto')
  const isDark = computed(() => (theme.value === 'auto' ? phoneIsDark.value : theme.value === 'dark'))

  watch(locale, (value) => writeSetting('locale', value))
  watch(location, (value) => writeSetting('location', value))
  watch(care, (value) => writeSetting('care', value ? 'yes' : 'no'))
  watch(isToured, (value) => writeSetting('toured', value ? 'yes' : 'no'))
  watch(theme, (value) => writeSetting('theme', value))
  watch([care, isDark], () => markAppearance({ isCare: care.value, isDark: isDark.value }), { immediate: true })

  return { locale, location, care, isToured, theme }
})
