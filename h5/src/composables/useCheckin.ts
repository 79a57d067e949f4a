import { computed, reactive, shallowRef, toRefs, type Ref } from 'vue'
import type { AnswerValue, AttemptReason, Geometry, Kind, NoFixReason, PhotoSource, TodaySite } from '@/api/types'
import { newUid, sha256 } from '@/device/hash'
import { takePhoto, type Shrunk } from '@/device/photo'
import { wall } from '@/device/wake'
import { abnormalCount, asked, isAbnormal, type Given } from '@/domain/checklist'
import { placeOf, type Fix } from '@/domain/place'
import { lackOf, visitBody, type Visit } from '@/domain/visit'
import { useClock } from '@/stores/clock'
import { useOutbox } from '@/stores/outbox'
import { useSession } from '@/stores/session'

export interface TakenPhoto extends Shrunk {
  capturedAt: string
  source: PhotoSource
  url: string
}

export type VisitSite = Pick<TodaySite, 'id' | 'name' | 'kind' | 'trade' | 'lon' | 'lat' | 'radius_m'> & { geometry: Geometry | null }

interface Position {
  fix: Ref<Fix | null>
  reason: Ref<NoFixReason | null>
  isSearching: Readonly<Ref<boolean>>
}

/** Everything an officer says about one visit, from the first tap to the phone's own store. */
export function useCheckin(site: Ref<VisitSite | null>, kind: Ref<Kind | undefined>, position: Position) {
  const form = reactive({
    given: {} as Given,
    attempt: null as AttemptReason | null,
    note: '',
    placeReason: '',
  })
  const photos = shallowRef<TakenPhoto[]>([])
  const isSaving = shallowRef(false)

  const trade = computed(() => site.value?.trade ?? null)
  const checklist = computed(() => kind.value?.checklist ?? null)
  const questions = computed(() => asked(checklist.value?.questions ?? [], trade.value, form.given))
  const abnormal = computed(() => abnormalCount(checklist.value?.questions ?? [], trade.value, form.given))
  const place = computed(() => {
    const s = site.value
    const shape = s && (s.geometry ?? { type: 'Point' as const, coordinates: [s.lon, s.lat] as [number, number] })
    return placeOf(position.fix.value, shape ?? { type: 'Point', coordinates: [0, 0] }, s?.radius_m ?? 0)
  })

  function told(): Omit<Visit, 'uid' | 'at' | 'clock'> {
    return {
      site: site.value?.id ?? 0,
      trade: trade.value,
      fix: position.fix.value,
      noFixReason: position.reason.value,
      place: place.value,
      placeReason: form.placeReason,
      attempt: form.attempt,
      checklist: checklist.value,
      given: form.given,
      note: form.note,
      photos: photos.value.map((p) => ({
        sha256: p.sha256,
        original_sha256: p.originalSha256,
        captured_at: p.capturedAt,
        source: p.source,
      })),
    }
  }

  const lack = computed(() => lackOf(told(), position.isSearching.value, kind.value?.checklist.photos_min ?? 0))

  function answer(code: string, value: AnswerValue | null): void {
    if (value === null) delete form.given[code]
    else form.given[code] = { value, given: 'each' }
  }

  const isOdd = (code: string): boolean => {
    const question = questions.value.find((q) => q.code === code)
    const given = form.given[code]
    return question !== undefined && given !== undefined && isAbnormal(question, given.value)
  }

  /** Resolves to null when taken, else to why not. The same picture twice counts once. */
  async function addPhoto(file: File, source: PhotoSource): Promise<string | null> {
    const taken = await takePhoto(file, async () => [])
    if (taken.state === 'refused') return taken.reason
    if (photos.value.some((p) => p.sha256 === taken.photo.sha256)) return null
    const url = URL.createObjectURL(new Blob([taken.photo.bytes], { type: taken.photo.type }))
    const capturedAt = new Date(source === 'camera' ? wall() : file.lastModified).toISOString()
    photos.value = [...photos.value, { ...taken.photo, capturedAt, source, url }]
    return null
  }

  function removePhoto(photo: TakenPhoto): void {
    URL.revokeObjectURL(photo.url)
    photos.value = photos.value.filter((p) => p !== photo)
  }

  /** Resolves to the visit's id once it is durable on this phone. The bytes never change after. */
  async function save(): Promise<string> {
    isSaving.value = true
    try {
      const uid = newUid()
      const createdAt = wall()
      const body = new TextEncoder().encode(JSON.stringify(visitBody({ ...told(), uid, at: createdAt, clock: useClock().freeze() })))
      const stored = photos.value.map((p) => ({ sha256: p.sha256, type: p.type, sent: false }))
      await useOutbox().add(
        {
          ...{ uid, createdAt, body, content: await sha256(body), photos: stored, photosLeft: stored.length },
          ...{ authorId: useSession().me?.id ?? 0, siteId: site.value?.id ?? 0, siteName: site.value?.name ?? '', kind: site.value?.kind ?? '' },
          ...{ state: 'waiting', nextAt: 0, attempts: 0, trouble: null, receipt: null },
        },
        photos.value.map((p) => ({ sha256: p.sha256, bytes: p.bytes })),
      )
      return uid
    } finally {
      isSaving.value = false
    }
  }

  return { ...toRefs(form), photos, questions, abnormal, place, lack, isSaving, answer, isOdd, addPhoto, removePhoto, save }
}
