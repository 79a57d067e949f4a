import { computed, onScopeDispose, ref, toRefs, type Ref } from 'vue'
import type { AnswerValue, Geometry, Kind, NoFixReason, PhotoSource, TodaySite } from '@/api/types'
import type { NewVisit } from '@/device/records'
import { countEffort } from '@/device/effort'
import { sha256 } from '@/device/hash'
import { takePhoto } from '@/device/photo'
import { StorageError } from '@/device/storage'
import { fileTime } from '@/device/values'
import { wall } from '@/device/wake'
import { abnormalCount, listAsked, isAbnormal } from '@/domain/checklist'
import { bestFix, placeOf } from '@/domain/place'
import { eachWellFormed } from '@/domain/text'
import { lackOf, visitBody, type Visit } from '@/domain/visit'
import { useClock } from '@/stores/clock'
import { useOutbox } from '@/stores/outbox'
import { usePosition } from '@/stores/position'
import { useSession } from '@/stores/session'
import { useDraft } from './useDraft'
import { useInscription, type Inscribed } from './useInscription'

export type VisitSite = Pick<TodaySite, 'id' | 'name' | 'kind' | 'trade' | 'lon' | 'lat' | 'radius_m'> & {
  geometry: Geometry | null
}

interface Position {
  reason: Ref<NoFixReason | null>
  isSearching: Readonly<Ref<boolean>>
}

/** Everything an officer says about one visit, from the first tap to the phone's own store. */
export function useCheckin(site: Ref<VisitSite | null>, kind: Ref<Kind | undefined>, position: Position) {
  const clock = useClock()
  const session = useSession()
  const around = usePosition()
  const draft = useDraft()
  const inscription = useInscription()
  const effort = countEffort()
  const isSaving = ref(false)
  const { form, photos } = draft
  onScopeDispose(draft.release)
  onScopeDispose(effort.stop)

  const trade = computed(() => site.value?.trade ?? null)
  const checklist = computed(() => kind.value?.checklist ?? null)
  const questions = computed(() => listAsked(checklist.value?.questions ?? [], trade.value, form.given))
  const abnormal = computed(() => abnormalCount(checklist.value?.questions ?? [], trade.value, form.given))
  const needed = computed(() => (form.attempt ? 0 : (checklist.value?.photos_min ?? 0)))
  const shape = computed<Geometry>(() => {
    const s = site.value
    return s?.geometry ?? { type: 'Point', coordinates: [s?.lon ?? 0, s?.lat ?? 0] }
  })
  const coarseM = computed(() => kind.value?.coarse_m ?? Infinity)
  const fix = computed(
    () => (around.heard, bestFix(around.recent(), shape.value, site.value?.radius_m ?? 0, coarseM.value)),
  )
  const place = computed(() => placeOf(fix.value, shape.value, site.value?.radius_m ?? 0))

  async function begin(): Promise<void> {
    const { id, name, kind: code } = site.value!
    await Promise.all([
      draft.begin({ authorId: session.me?.id ?? 0, siteId: id, siteName: name, kind: code }),
      inscription.begin(),
    ])
  }

  function told(): Omit<Visit, 'uid' | 'at' | 'clock' | 'device' | 'effort'> {
    return {
      site: site.value?.id ?? 0,
      trade: trade.value,
      fix: fix.value,
      noFixReason: position.reason.value,
      place: place.value,
      placeReason: form.placeReason,
      attempt: form.attempt,
      checklist: checklist.value,
      given: form.given,
      note: form.note,
      photos: photos.value.map(({ url: _, type: __, ...claim }) => claim),
    }
  }

  const lack = computed(() => lackOf(told(), position.isSearching.value, needed.value))

  function answer(code: string, value: AnswerValue | null): void {
    if (value === null) delete form.given[code]
    else form.given[code] = { value, given: 'each' }
  }

  const isOdd = (code: string): boolean => {
    const question = questions.value.find((q) => q.code === code)
    const given = form.given[code]
    return question !== undefined && given !== undefined && isAbnormal(question, given.value)
  }

  /** Resolves to null once the photo is safe in the draft, else to why not. The same picture twice counts once. */
  async function addPhoto(file: File, source: PhotoSource): Promise<string | null> {
    const { id, name } = site.value!
    const about = { uid: draft.uid(), siteId: id, siteName: name, at: clock.now(), fix: fix.value, source }
    let mark: Inscribed['mark'] = null
    const taken = await takePhoto(file, async (original) => {
      const inscribed = await inscription.inscribe(about, original)
      mark = inscribed.mark
      return inscribed.lines
    })
    if (taken.state === 'refused') return taken.reason
    const { bytes, type, sha256: hash, originalSha256, marked } = taken.photo
    if (photos.value.some((p) => p.original_sha256 === originalSha256)) return null
    const captured_at = fileTime(source === 'camera' ? wall() : file.lastModified, wall())
    const claim = {
      sha256: hash,
      original_sha256: originalSha256,
      captured_at,
      source,
      note: '',
      mark: marked ? mark : null,
      type,
    }
    return draft.addPhoto(claim, bytes).then(
      () => null,
      (error: unknown) => (error instanceof StorageError ? 'no_space' : 'not_added'),
    )
  }

  /** Resolves to the visit's id once the outbox has it. The bytes never change after. @throws StorageError */
  async function save(): Promise<string> {
    isSaving.value = true
    await draft.close()
    try {
      const uid = draft.uid()
      const createdAt = wall()
      const whole = visitBody({
        ...told(),
        uid,
        at: createdAt,
        clock: clock.freeze(),
        device: inscription.device(),
        effort: effort.told(),
      })
      const body = new TextEncoder().encode(JSON.stringify(whole, eachWellFormed))
      const sending = photos.value.map((p) => ({ sha256: p.sha256, type: p.type, sent: false, trouble: null }))
      const fresh: NewVisit = {
        ...{ uid, createdAt, body, content: await sha256(body), photos: sending, photosLeft: sending.length },
        ...{ authorId: session.me?.id ?? 0, authorName: session.me?.name ?? '', siteId: whole.site },
        ...{ siteName: site.value?.name ?? '', kind: site.value?.kind ?? '' },
        ...{ state: 'waiting', trouble: null, receipt: null, exportedAt: null },
      }
      await useOutbox().add(fresh, draft.pictures)
      return uid
    } catch (error) {
      draft.reopen()
      throw error
    } finally {
      isSaving.value = false
    }
  }

  return {
    ...toRefs(form),
    draft,
    fix,
    coarseM,
    photos,
    needed,
    questions,
    abnormal,
    place,
    lack,
    isSaving,
    begin,
    learnKey: inscription.begin,
    answer,
    isOdd,
    addPhoto,
    save,
  }
}
