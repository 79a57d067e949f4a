import { defineStore } from 'pinia'
import { shallowRef } from 'vue'

/** The way to a newer version of the pages, once one waits. What a person has begun is saved on the phone. */
export const useUpdate = defineStore('update', () => {
  const take = shallowRef<(() => void) | null>(null)

  function offer(way: () => void): void {
    take.value = way
  }

  return { take, offer }
})
