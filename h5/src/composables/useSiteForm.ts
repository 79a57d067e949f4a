import { computed, reactive } from 'vue'
import type { SiteDetail, SiteDraft, SitePatch } from '@/api/types'
import { asPosition, plainText } from '@/domain/typed'

/** The boxes of a site's form, and what they say as a draft or as a correction. */
export function useSiteForm() {
  const form = reactive({
    name: '',
    kind: '',
    trade: '',
    risk: 2,
    address: '',
    contact_name: '',
    contact_phone: '',
    lon: '',
    lat: '',
    gridId: null as number | null,
  })
  let isPoint = true

  function fill(site: SiteDetail): void {
    isPoint = site.geometry === null || site.geometry.type === 'Point'
    const { name, kind, risk, address, contact_name, contact_phone } = site
    Object.assign(form, { name, kind, risk, address, contact_name, contact_phone, trade: site.trade ?? '' })
    Object.assign(form, { lon: String(site.lon), lat: String(site.lat), gridId: site.grid.id })
  }

  const position = computed(() => asPosition(form.lon, form.lat))

  function patch(): SitePatch {
    const { name, risk, address, contact_name, contact_phone } = form
    const words = {
      source_crs: 'WGS-84' as const,
      name: name.trim(),
      risk: Number(risk),
      address: address.trim(),
      trade: form.trade || null,
    }
    const shape = isPoint && position.value ? { geometry: { type: 'Point' as const, coordinates: position.value } } : {}
    return { ...words, contact_name: contact_name.trim(), contact_phone: plainText(contact_phone), ...shape }
  }

  function draft(): SiteDraft | null {
    if (!form.kind || form.gridId === null || !position.value) return null
    return {
      ...patch(),
      kind: form.kind,
      grid_id: form.gridId,
      geometry: { type: 'Point', coordinates: position.value },
    }
  }

  /** What is missing, by its label; null when nothing is. */
  const lack = computed(() => {
    if (form.name.trim() === '') return 'name'
    if (form.kind === '') return 'kind'
    if (form.gridId === null) return 'grid'
    return position.value === null ? 'position' : null
  })

  return { form, fill, patch, draft, lack, hasPoint: () => isPoint }
}
