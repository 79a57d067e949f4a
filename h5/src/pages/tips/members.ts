/** How groups and memberships are shown, and the list of them that their pages share. */
import type { InjectionKey, Ref } from 'vue'
import type { OwnGroup, TipGroup } from '@/api/tips'
import type { Label } from '@/domain/labels'

export const MEMBER_LABELS: Record<OwnGroup['state'], Label> = {
  active: { key: 'tipkey.active', shape: '●', tone: 'covered' },
  proposed: { key: 'tipkey.proposed', shape: '○', tone: 'open' },
}

export const groupLabel = (group: TipGroup): Label =>
  group.version
    ? { key: 'tipgroup.ready', shape: '●', tone: 'covered' }
    : { key: 'tipgroup.no_key', shape: '▲', tone: 'missed' }

export const GROUPS: InjectionKey<{ items: Ref<TipGroup[] | null>; restart: () => Promise<void> }> =
  Symbol('tip-groups')
