/** What makes a sheet usable by keyboard and by ear: focus goes in, stays in, and returns. */
import { nextTick, onScopeDispose, watch, type Ref } from 'vue'

const REACHED = 'a[href], button:not(:disabled), input:not(:disabled), select, textarea, [tabindex="0"]'

/** For Vant's layer behind a sheet, which calls itself a button and has no name: Escape does the same. */
export const HIDDEN_OVERLAY: Record<string, string | number> = { role: 'presentation', tabindex: -1 }

const isShown = (element: HTMLElement): boolean => element.getClientRects().length > 0

/** Behind the last one comes the first; and so back from wherever focus strayed to. */
function keepInside(box: HTMLElement, event: KeyboardEvent): void {
  const reached = [...box.querySelectorAll<HTMLElement>(REACHED)].filter(isShown)
  const [first, last] = [reached[0], reached[reached.length - 1]]
  const at = document.activeElement
  const isInside = at !== box && box.contains(at)
  if (isInside && at !== (event.shiftKey ? first : last)) return
  event.preventDefault()
  ;(event.shiftKey ? last : first)?.focus()
}

interface Held {
  name: string
  close: () => void
  /** What has the focus when it closes; what has it now unless told. */
  before?: Element | null
}

/** Answers with what lets go: focus is then where it was before. */
export function holdFocus(box: HTMLElement, { name, close, before = document.activeElement }: Held): () => void {
  const onKeydown = (event: KeyboardEvent): void => {
    if (event.key === 'Tab') keepInside(box, event)
    if (event.key !== 'Escape') return
    event.stopPropagation()
    close()
  }
  // Vant gives the words themselves where an id is due.
  box.removeAttribute('aria-labelledby')
  box.setAttribute('aria-label', name)
  box.setAttribute('aria-modal', 'true')
  if (!box.contains(document.activeElement)) box.focus()
  document.addEventListener('keydown', onKeydown, true)
  return () => {
    document.removeEventListener('keydown', onKeydown, true)
    if (before instanceof HTMLElement && before.isConnected) before.focus()
  }
}

/** Holds the focus while the sheet with this id is open. */
export function useModal(isOpen: Ref<boolean>, id: string, name: () => string): void {
  let letGo: (() => void) | null = null
  const release = (): void => {
    letGo?.()
    letGo = null
  }
  watch(
    isOpen,
    async (open) => {
      await nextTick()
      if (!open) return release()
      const box = document.getElementById(id)
      if (box && isOpen.value) letGo ??= holdFocus(box, { name: name(), close: () => (isOpen.value = false) })
    },
    { immediate: true },
  )
  onScopeDispose(release)
}
