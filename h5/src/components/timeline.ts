import type { Label } from '@/domain/labels'

/** One line of a history. `about` says by whom and when. */
export interface TimelineEntry {
  title: string
  about: string
  text?: string
  label?: Label
  /** The hashes of its photos. */
  photos?: string[]
}
