/** Small choices that belong to this phone; losing them costs nothing. */

export function readSetting(name: string): string | null {
  try {
    return localStorage.getItem(`patrol369.${name}`)
  } catch {
    return null
  }
}

export function writeSetting(name: string, value: string): void {
  try {
    localStorage.setItem(`patrol369.${name}`, value)
  } catch {
    // Storage may be closed to us; the choice then lasts as long as the page.
  }
}
