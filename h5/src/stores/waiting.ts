import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { fetchWaiting, type Waiting } from '@/api/waiting'
import { counting } from './counting'
import { useSession } from './session'

const NOTHING: Waiting = { reviews: 0, findings: 0 }

/** How much waits behind the sections for the person who is signed in; nothing is asked where she has no right. */
export const useWaiting = defineStore('waiting', () => {
  const session = useSession()
  const found = shallowRef(NOTHING)
  const { count, watch } = counting(async () => {
    const mayAct = session.may('checkin.review') || session.may('finding.read')
    found.value = mayAct ? await fetchWaiting().catch(() => found.value) : NOTHING
  })
  const of = (section: string): number => (section === 'reviews' || section === 'findings' ? found.value[section] : 0)
  return { of, count, watch }
})
