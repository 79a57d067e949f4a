import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { ApiError } from '@/api/http'
import { fetchMe, logIn as postLogIn, logOut as deleteSession } from '@/api/session'
import type { Me } from '@/api/types'
import { forgetCopies, storeCopy, loadCopy } from '@/device/vault'
import { listSections } from '@/domain/homes'
import { usePosition } from './position'

type State = 'unknown' | 'in' | 'out'

/** Who is signed in. Without signal the last known person stays, so that work goes on. */
export const useSession = defineStore('session', () => {
  const state = shallowRef<State>('unknown')
  const me = shallowRef<Me | null>(null)

  const may = (action: string): boolean => me.value?.actions.includes(action) ?? false
  const leads = computed(() => me.value?.grants.some((grant) => grant.role === 'leader') ?? false)
  const sections = computed(() => listSections(me.value?.actions ?? [], leads.value))

  function enter(person: Me): void {
    me.value = person
    state.value = 'in'
    void storeCopy('me', person)
  }

  function lost(): void {
    me.value = null
    state.value = 'out'
    void storeCopy('me', null)
  }

  async function ask(): Promise<void> {
    try {
      enter(await fetchMe())
    } catch (error) {
      const isOffline = error instanceof ApiError && error.failure.kind === 'network'
      if (!isOffline) lost()
      else if (state.value === 'unknown') state.value = 'out'
    }
  }

  /** Whoever was signed in last goes on at once; whether she still is, is asked behind her. */
  async function load(): Promise<void> {
    const known = await loadCopy<Me>('me')
    if (!known) return ask()
    me.value = known
    state.value = 'in'
    void ask()
  }

  async function logIn(username: string, password: string): Promise<void> {
    enter(await postLogIn(username, password))
  }

  /** @throws ApiError without signal: the server must end the session, the page cannot. */
  async function logOut(): Promise<void> {
    await deleteSession()
    lost()
    usePosition().forget()
    await forgetCopies()
  }

  return { state, me, may, leads, sections, load, logIn, logOut, lost }
})
