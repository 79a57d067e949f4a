import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { fetchUnread } from '@/api/notices'
import { counting } from './counting'

/** How many notices wait for the person who is signed in; without signal what was known before. */
export const useNotices = defineStore('notices', () => {
  const unread = shallowRef(0)
  const { count, watch } = counting(async () => {
    const found = await fetchUnread().catch(() => null)
    if (found) unread.value = found.unread
  })
  return { unread, count, watch }
})
