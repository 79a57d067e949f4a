/**
 * The one way to the citizen's server: own origin, no cookies, nothing in an address. Every
 * failure is one of two kinds, so that a screen can say what is safe and what to do.
 */

/** `network`: no answer of ours arrived. `refused`: the server said why, by a code of its catalogue. */
export class TipError extends Error {
  readonly kind: 'network' | 'refused'
  readonly code: string

  constructor(kind: 'network' | 'refused', code = kind as string) {
    super(code)
    this.kind = kind
    this.code = code
  }
}

const TIMEOUT_MS = 45_000
/** A photo over the thinnest line that still carries anything. */
const LONG_MS = 300_000
/** An upload that has not moved for so long will not move again. */
const STALLED_MS = 60_000

/** The ticket is over, the proof was not taken, or has paid for all that it could: the page computes another. */
export const needsNewProof = ({ code }: TipError): boolean => ['tip-ticket', 'tip-proof', 'tip-budget'].includes(code)

export const failure = (error: unknown): TipError => (error instanceof TipError ? error : new TipError('network'))

async function refusal(status: number, type: string, text: () => Promise<string>): Promise<TipError> {
  if (!type.includes('json')) return new TipError('network')
  try {
    const { code } = JSON.parse(await text()) as { code?: unknown }
    return typeof code === 'string' ? new TipError('refused', code) : new TipError('network')
  } catch {
    return new TipError(status >= 500 ? 'network' : 'refused')
  }
}

/** The answer as `read` takes it; the time allowed is for all of it. @throws TipError */
async function answered<T>(
  path: string,
  init: RequestInit,
  read: (response: Response) => Promise<T>,
  timeoutMs = TIMEOUT_MS,
): Promise<T> {
  const abort = new AbortController()
  const timer = setTimeout(() => abort.abort(), timeoutMs)
  try {
    const response = await fetch(path, {
      ...init,
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      signal: abort.signal,
    })
    if (!response.ok)
      throw await refusal(response.status, response.headers.get('Content-Type') ?? '', () => response.text())
    return await read(response)
  } catch (error) {
    throw failure(error)
  } finally {
    clearTimeout(timer)
  }
}

async function json<T>(response: Response): Promise<T> {
  // A captive portal answers with a page of its own.
  if (!(response.headers.get('Content-Type') ?? '').includes('json')) throw new TipError('network')
  return (await response.json()) as T
}

const asBytes = async (response: Response): Promise<Uint8Array<ArrayBuffer>> =>
  new Uint8Array(await response.arrayBuffer())

const posted = (body: unknown): RequestInit => ({
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify(body),
})

/** @throws TipError */
export const get = <T>(path: string): Promise<T> => answered<T>(path, {}, json)

/** @throws TipError */
export const post = <T>(path: string, body: unknown): Promise<T> => answered<T>(path, posted(body), json)

/** @throws TipError */
export const postForBytes = (path: string, body: unknown): Promise<Uint8Array<ArrayBuffer>> =>
  answered(path, posted(body), asBytes, LONG_MS)

/** @throws TipError */
export const postForNothing = (path: string, body: unknown): Promise<void> =>
  answered(path, posted(body), async () => undefined)

export interface Upload {
  path: string
  body: Blob
  headers: Record<string, string>
  /** Told how much has left, between 0 and 1. */
  onProgress: (share: number) => void
}

/** Only an XMLHttpRequest tells how far it is. @throws TipError */
export function upload<T>({ path, body, headers, onProgress }: Upload): Promise<T> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', path)
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value)
    let timer = 0
    const moved = () => {
      clearTimeout(timer)
      timer = window.setTimeout(() => request.abort(), STALLED_MS)
    }
    request.upload.onprogress = ({ loaded, total }) => {
      moved()
      onProgress(total ? loaded / total : 0)
    }
    request.onerror = request.onabort = () => reject(new TipError('network'))
    request.onloadend = () => clearTimeout(timer)
    request.onload = () => {
      const type = request.getResponseHeader('Content-Type') ?? ''
      if (request.status >= 300)
        return void refusal(request.status, type, async () => request.responseText).then(reject)
      try {
        resolve(JSON.parse(request.responseText) as T)
      } catch {
        reject(new TipError('network'))
      }
    }
    moved()
    request.send(body)
  })
}
