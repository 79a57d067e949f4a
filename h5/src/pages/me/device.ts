import type { Session } from '@/api/types'
import type { useI18n } from '@/locales'

type Words = Pick<ReturnType<typeof useI18n>, 't' | 'te'>

/** What people call the device of a sign-in; a name without words for it stays as it is. */
export function deviceText({ kind, name }: Pick<Session, 'kind' | 'name'>, { t, te }: Words): string {
  if (!name) return t(`me.session_${kind}`)
  const keys = name.split('/').map((part) => `me.device.${part}`)
  return kind === 'cookie' && keys.every(te) ? keys.map((key) => t(key)).join(' · ') : name
}
