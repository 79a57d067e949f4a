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

async function answered(path: string, init: RequestInit): Promise<Response> {
  const abort = new AbortController()
  const timer = setTimeout(() => abort.abort(), TIMEOUT_MS)
  try {
    const response = await fetch(path, { ...init, credentials: 'omit', referrerPolicy: 'no-referrer', signal: abort.signal })
    if (!response.ok) throw await refusal(response.status, response.headers.get('Content-Type') ?? '', () => response.text())
    return response
  } catch (error) {
    throw failure(error)
  } finally {
    clearTimeout(timer)
  }
}

/** @throws TipError */
async function json<T>(response: Response): Promise<T> {
  // A captive portal answers with a page of its own.
  if (!(response.headers.get('Content-Type') ?? '').includes('json')) throw new TipError('network')
  return response.json().catch(() => {
    throw new TipError('network')
  }) as Promise<T>
}

/** @throws TipError */
export const get = async <T>(path: string): Promise<T> => json<T>(await answered(path, {}))

const posted = (path: string, body: unknown): Promise<Response> =>
  answered(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) })

/** @throws TipError */
export const post = async <T>(path: string, body: unknown): Promise<T> => json<T>(await posted(path, body))

/** @throws TipError */
export async function postForBytes(path: string, body: unknown): Promise<Uint8Array<ArrayBuffer>> {
  const response = await posted(path, body)
  return response.arrayBuffer().then(
    (buffer) => new Uint8Array(buffer),
    () => {
      throw new TipError('network')
    },
  )
}

/** @throws TipError */
export async function postForNothing(path: string, body: unknown): Promise<void> {
  await posted(path, body)
}

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
    request.upload.onprogress = ({ loaded, total }) => onProgress(total ? loaded / total : 0)
    request.onerror = request.onabort = request.ontimeout = () => reject(new TipError('network'))
    request.onload = () => {
      const type = request.getResponseHeader('Content-Type') ?? ''
      if (request.status >= 300) return void refusal(request.status, type, async () => request.responseText).then(reject)
      try {
        resolve(JSON.parse(request.responseText) as T)
      } catch {
        reject(new TipError('network'))
      }
    }
    request.send(body)
  })
}
