/**
 * The hosts ask browsers that know Trusted Types to let no text become markup or the address of a
 * script. What a page must let through all the same is named here; all else is refused.
 */
interface Policies {
  createPolicy: (name: string, rules: Record<string, (text: string) => string | null>) => unknown
}

/** What may pass: paths of scripts besides the built files, and markup word for word. */
export interface Own {
  scripts?: readonly string[]
  markup?: readonly string[]
}

const ASSETS = '/assets/'

/** Null refuses. */
export function ownScript(url: string, scripts: readonly string[] = []): string | null {
  const { origin, pathname } = new URL(url, location.href)
  return origin === location.origin && (pathname.startsWith(ASSETS) || scripts.includes(pathname)) ? url : null
}

export function trustOwn(
  { scripts = [], markup = [] }: Own,
  { trustedTypes }: { trustedTypes?: Policies } = window as { trustedTypes?: Policies },
): void {
  trustedTypes?.createPolicy('default', {
    createScriptURL: (url) => ownScript(url, scripts),
    createHTML: (text) => (markup.includes(text) ? text : null),
  })
}
