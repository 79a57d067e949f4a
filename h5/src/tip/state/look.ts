/** How the page is drawn: as the phone is set, with larger type for who wants it. */
import { ref, watchEffect } from 'vue'
import { dress, phoneIsDark } from '@/device/appearance'

export const isLarge = ref(false)

export function wearLook(): void {
  watchEffect(() => dress({ isCare: isLarge.value, isDark: phoneIsDark.value }))
}
