import type { DeviceKey, StoredVisit } from '@/device/records'
import { shallowRef } from 'vue'
import { toBase64 } from '@/device/base64'
import { loadKey } from '@/device/keyring'
import { loadPhoto } from '@/device/visits'
import { fileStamp } from '@/domain/format'
import { isUnsent } from '@/domain/queue'
import { useOutbox } from '@/stores/outbox'

type What = 'visit' | 'photo'

/**
 * Unsent visits as a file, or their texts as addresses for QR codes, for somebody with signal to
 * carry. Encrypted for the server and signed with the author's key of this phone, whoever holds it now.
 */
export function useRescue(authorId: number) {
  const outbox = useOutbox()
  const isBusy = shallowRef(false)
  const key = shallowRef<DeviceKey | null>(null)

  const waiting = (): StoredVisit[] =>
    outbox.visits.filter((v) => v.authorId === authorId && isUnsent(v)).sort((a, b) => a.seq - b.seq)
  const texts = (): StoredVisit[] => waiting().filter((v) => v.state !== 'delivered')

  async function begin(): Promise<void> {
    key.value = await loadKey(authorId).catch(() => null)
  }

  async function parcel(what: What, payload: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
    const { encryptParcel } = await import('@/device/parcel')
    const { id, key: secret, sealKey } = key.value!
    return encryptParcel({ device: id, key: secret, sealKey, what, payload })
  }

  async function parcels(): Promise<Uint8Array<ArrayBuffer>[]> {
    const made: Uint8Array<ArrayBuffer>[] = []
    for (const visit of texts()) made.push(await parcel('visit', visit.body))
    for (const visit of waiting()) {
      for (const photo of visit.photos.filter((p) => !p.sent)) {
        const bytes = await loadPhoto(visit.uid, photo.sha256)
        if (bytes) made.push(await parcel('photo', bytes))
      }
    }
    return made
  }

  /** The texts first, then the photos; everything stays on this phone until its receipt is here. */
  async function file(): Promise<File> {
    isBusy.value = true
    try {
      const { rescueFile } = await import('@/device/parcel')
      const name = `patrol369-${fileStamp(Date.now())}.p369`
      return new File([rescueFile(await parcels())], name, { type: 'application/octet-stream' })
    } finally {
      isBusy.value = false
    }
  }

  /** One address for each text, to be shown as a QR code. */
  async function addresses(): Promise<{ uid: string; siteName: string; url: string }[]> {
    const found = []
    for (const { uid, siteName, body } of texts()) {
      found.push({ uid, siteName, url: `${location.origin}/carry#${toBase64(await parcel('visit', body))}` })
    }
    return found
  }

  return { key, isBusy, waiting, texts, begin, file, addresses }
}
