import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { ApiError } from '@/api/http'
import { fetchMe, logIn as postLogIn, logOut as deleteSession } from '@/api/session'
import type { Me } from '@/api/types'
import { forgetCopies, keep, kept } from '@/device/vault'
import { rooms } from '@/domain/homes'

type State = 'unknown' | 'in' | 'out'

/** Who is signed in. Without signal the last known person stays, so that work goes on. */
export const useSession = defineStore('session', () => {
  const state = shallowRef<State>('unknown')
  const me = shallowRef<Me | null>(null)

  const may = (action: string): boolean => me.value?.actions.includes(action) ?? false
  const leads = computed(() => me.value?.grants.some((grant) => grant.role === 'leader') ?? false)
  const open = computed(() => rooms(me.value?.actions ?? [], leads.value))

  function enter(person: Me): void {
    me.value = person
    state.value = 'in'
    void keep('me', person)
  }

  function lost(): void {
    me.value = null
    state.value = 'out'
    void keep('me', null)
  }

  async function load(): Promise<void> {
    try {
      enter(await fetchMe())
    } catch (error) {
      const known = error instanceof ApiError && error.failure.kind === 'network' ? await kept<Me>('me') : null
      if (known) enter(known)
      else state.value = 'out'
    }
  }

  async function logIn(username: string, password: string): Promise<void> {
    enter(await postLogIn(username, password))
  }

  async function logOut(): Promise<void> {
    await deleteSession()
    lost()
    await forgetCopies()
  }

  return { state, me, may, leads, rooms: open, load, logIn, logOut, lost }
})
