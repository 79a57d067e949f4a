import type { StoredVisit } from '@/device/records'
import { useI18n } from '@/locales'
import type { Label } from '@/domain/labels'
import type { Trouble } from '@/domain/queue'
import { joined } from '@/domain/text'
import { useOutbox } from '@/stores/outbox'
import { useWords } from './useWords'

/** How far a visit has come on its way, and what holds it up, in words. */
export function useDelivery() {
  const { t } = useI18n()
  const { when, isChinese } = useWords()
  const outbox = useOutbox()

  /** What holds it up; the server's own words where it refused. */
  function reason(trouble: Trouble): string {
    if (trouble.kind !== 'refused') return t(`trouble.${trouble.kind}`)
    const words = isChinese() ? [trouble.title, trouble.detail] : [trouble.title_en, trouble.detail_en]
    return words.filter(Boolean).join(t('list.comma')) || trouble.code
  }

  const troubleOf = (visit: StoredVisit): Trouble | null =>
    visit.photos.find((photo) => photo.trouble)?.trouble ?? visit.trouble

  function label(visit: StoredVisit): Label {
    const isParked = visit.state === 'parked' || visit.photos.some((photo) => photo.trouble)
    if (outbox.sending === visit.uid) return { key: 'outbox.sending', shape: '◔', tone: 'open' }
    if (isParked) return { key: 'outbox.parked', shape: '▲', tone: 'missed' }
    return { key: 'outbox.waiting', shape: '◔', tone: 'attempted' }
  }

  /** When it was made, what of it is there, and why the rest is not. */
  function line(visit: StoredVisit): string {
    const at = t('outbox.at', { time: when(new Date(visit.createdAt).toISOString()) })
    const sent = visit.photos.length - visit.photosLeft
    const kept = t(visit.isUnkept ? 'outbox.unkept' : 'outbox.safe')
    const there = visit.receipt ? t('outbox.text_there', { sent, all: visit.photos.length }) : kept
    const trouble = troubleOf(visit)
    const carried =
      visit.exportedAt === null ? '' : t('outbox.exported', { time: when(new Date(visit.exportedAt).toISOString()) })
    return joined(at, there, trouble && reason(trouble), carried)
  }

  return { label, line, reason, troubleOf }
}
