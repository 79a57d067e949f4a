/**
 * The one way to the server. It knows the base path, the header that proves a same-site
 * caller, and how an answer that is not wanted becomes an ApiError. It shows nothing.
 */

export interface FieldProblem {
  field: string
  message: string
  message_en: string
}

export interface Problem {
  code: string
  status: number
  title: string
  title_en: string
  detail: string | null
  fields: FieldProblem[]
  request_id?: string
  [extra: string]: unknown
}

/** `network`: no answer of ours arrived (no signal, time-out, a captive portal's page). */
export type ApiFailure = { kind: 'network' } | { kind: 'problem'; problem: Problem; retryAfterS: number | null }

export class ApiError extends Error {
  readonly failure: ApiFailure

  constructor(failure: ApiFailure) {
    super(failure.kind === 'problem' ? failure.problem.code : 'network')
    this.failure = failure
  }

  get code(): string {
    return this.failure.kind === 'problem' ? this.failure.problem.code : 'network'
  }
}

export interface Answered<T> {
  status: number
  data: T
  etag: string | null
  /** When the server said so, by its own clock, in milliseconds; null when it did not tell. */
  at?: number | null
}

export interface RequestOptions {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  query?: Record<string, string | number | undefined | null>
  json?: unknown
  /** Bytes that go out verbatim: their hash is their identity. */
  bytes?: Uint8Array<ArrayBuffer>
  type?: string
  headers?: Record<string, string>
  timeoutMs?: number
}

const BASE = '/api/v1'
const TIMEOUT_MS = 30_000

export function address(path: string, query: RequestOptions['query'] = {}): string {
  const parts = Object.entries(query)
    .filter(([, value]) => value !== undefined && value !== null && value !== '')
    .map(([key, value]) => `${key}=${encodeURIComponent(String(value))}`)
  return BASE + path + (parts.length ? `?${parts.join('&')}` : '')
}

export function outgoing(options: RequestOptions): RequestInit {
  const headers: Record<string, string> = { Accept: 'application/json', 'X-Patrol': '1', ...options.headers }
  let body: BodyInit | undefined
  if (options.bytes) {
    headers['Content-Type'] = options.type ?? 'application/json'
    body = options.bytes
  } else if (options.json !== undefined) {
    headers['Content-Type'] = 'application/json'
    body = JSON.stringify(options.json)
  }
  return { method: options.method ?? 'GET', headers, body, credentials: 'same-origin' }
}

export async function asProblem(response: Response): Promise<ApiFailure> {
  const retryAfter = Number(response.headers.get('Retry-After') ?? Number.NaN)
  const retryAfterS = Number.isFinite(retryAfter) ? retryAfter : null
  const type = response.headers.get('Content-Type') ?? ''
  if (!type.includes('json')) return { kind: 'network' }
  try {
    const problem = (await response.json()) as Problem
    return typeof problem.code === 'string' ? { kind: 'problem', problem, retryAfterS } : { kind: 'network' }
  } catch {
    return { kind: 'network' }
  }
}

/** @throws ApiError for everything but a 2xx or 304 that carries what was asked for. */
export async function call<T>(path: string, options: RequestOptions = {}): Promise<Answered<T>> {
  const abort = new AbortController()
  const timer = setTimeout(() => abort.abort(), options.timeoutMs ?? TIMEOUT_MS)
  try {
    const response = await fetch(address(path, options.query), { ...outgoing(options), signal: abort.signal })
    const etag = response.headers.get('ETag')
    const at = Date.parse(response.headers.get('Date') ?? '') || null
    if (response.status === 204 || response.status === 304)
      return { status: response.status, data: undefined as T, etag, at }
    if (!response.ok) throw new ApiError(await asProblem(response))
    if (!(response.headers.get('Content-Type') ?? '').includes('json')) throw new ApiError({ kind: 'network' })
    return { status: response.status, data: (await response.json()) as T, etag, at }
  } catch (error) {
    throw error instanceof ApiError ? error : new ApiError({ kind: 'network' })
  } finally {
    clearTimeout(timer)
  }
}

export async function fetched<T>(path: string, options: RequestOptions = {}): Promise<T> {
  return (await call<T>(path, options)).data
}
