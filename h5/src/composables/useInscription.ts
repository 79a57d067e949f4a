import type { DeviceKey, DraftPhoto } from '@/device/records'
import { useI18n } from '@/locales'
import type { PhotoSource } from '@/api/types'
import { hmac } from '@/device/hash'
import { loadKey } from '@/device/keyring'
import { markCode, markFix, markLines, markText, markTime } from '@/domain/mark'
import type { Fix } from '@/domain/place'
import { useSession } from '@/stores/session'

interface About {
  uid: string
  siteId: number
  siteName: string
  /** Milliseconds since 1970, put right by the server's time. */
  at: number
  fix: Fix | null
  source: PhotoSource
}

export interface Inscribed {
  lines: string[]
  /** Null while this phone has no key of the account's: the words are burnt in all the same. */
  mark: DraftPhoto['mark']
}

/** What is burnt into the photos of a visit, with the code by which the server knows it again. */
export function useInscription() {
  const { t, locale } = useI18n()
  const session = useSession()
  let key: DeviceKey | null = null

  /** Reads this phone's key of the account; without one the photos carry no code. */
  async function begin(): Promise<void> {
    key = await loadKey(session.me?.id ?? 0).catch(() => null)
  }

  async function inscribe(about: About, original: string): Promise<Inscribed> {
    const at = markTime(about.at)
    const fix = about.fix && markFix(about.fix.lon, about.fix.lat)
    const text = markText({ visit: about.uid, at, site: about.siteId, fix, original })
    const code = key && markCode(await hmac(key.key, new TextEncoder().encode(text)))
    const place = about.source === 'album' ? t('photo.from_album', { place: about.siteName }) : about.siteName
    const said = { at, place, fix, accuracy: about.fix?.accuracy ?? null, officer: session.me?.name ?? '', code }
    return {
      lines: markLines(said, { locale: locale.value, noFix: t('place.no_fix') }),
      mark: code === null ? null : { at, fix, code },
    }
  }

  return { begin, inscribe, device: () => key?.id ?? null }
}
