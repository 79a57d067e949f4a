/** The service worker as seen from the page. Where there is none, everything else works the same. */

export interface Shell {
  /** Whether the pages open without signal, even after they were closed. */
  ready: boolean
  files: number
}

export async function shellReady(): Promise<Shell> {
  return { ready: false, files: 0 }
}
