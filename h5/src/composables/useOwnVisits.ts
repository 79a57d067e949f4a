import { computed } from 'vue'
import { isUnlisted, ownVisit, type OwnVisit } from '@/domain/ownVisit'
import { useOutbox } from '@/stores/outbox'
import { useToday } from '@/stores/today'

/** By site: the visits of this phone that the day's list does not know yet. */
export function useOwnVisits() {
  const store = useToday()
  const outbox = useOutbox()

  return computed(() => {
    const listedAt = store.today?.now ?? ''
    const bySite = new Map<number, OwnVisit[]>()
    for (const visit of outbox.mine.filter((v) => isUnlisted(v, listedAt)).map(ownVisit)) {
      bySite.set(visit.site, [...(bySite.get(visit.site) ?? []), visit])
    }
    return bySite
  })
}
