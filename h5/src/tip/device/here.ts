/** What the browser is, as far as the page must know; nothing of it is sent. */

export const isWeChat = (): boolean => /MicroMessenger/i.test(navigator.userAgent)

/** The page's address without anything that somebody hung on to it. */
export const ownAddress = (): string => location.origin + location.pathname

export const speaksEnglish = (): boolean => !navigator.language.toLowerCase().startsWith('zh')

/** Copies what an element says, the old way: this page forbids itself the clipboard's own interface. */
export function copyFrom(element: Element): boolean {
  const selection = window.getSelection()
  selection?.selectAllChildren(element)
  try {
    return document.execCommand('copy')
  } catch {
    return false
  }
}
