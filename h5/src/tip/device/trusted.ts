/**
 * The host asks browsers that know Trusted Types to let no text become markup or the address of a
 * script. One kind is let through: the page's own files, for the worker that computes the proof.
 */
interface Policies {
  createPolicy: (name: string, rules: { createScriptURL: (url: string) => string | null }) => unknown
}

const ASSETS = '/assets/'

/** Null refuses. */
export function ownScript(url: string): string | null {
  const { origin, pathname } = new URL(url, location.href)
  return origin === location.origin && pathname.startsWith(ASSETS) ? url : null
}

export function trustOwnScripts({ trustedTypes }: { trustedTypes?: Policies } = window as { trustedTypes?: Policies }) {
  trustedTypes?.createPolicy('default', { createScriptURL: ownScript })
}
