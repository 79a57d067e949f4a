/**
 * The one way to the server. It knows the base path, the header that proves a same-site
 * caller, and how an answer that is not wanted becomes an ApiError. It shows nothing.
 * What an operation takes and answers is read from the OpenAPI document (`operations.ts`).
 */
import { upload } from './upload'
import type { AddressOptions, Answer, ApiPath, CallOptions, Method, Operation, Optional, Waiting } from './operations'

export interface FieldProblem {
  field: string
  label: string | null
  label_en: string | null
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

/** `network`: no answer of ours arrived (no signal, time-out, a captive portal's page); `status` is a stranger's. */
export type ApiFailure =
  { kind: 'network'; status?: number } | { kind: 'problem'; problem: Problem; retryAfterS: number | null }

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

/** What may be given to any operation; each one says what it takes. */
interface RawOptions extends Waiting {
  path?: object
  query?: object
  headers?: object
  json?: unknown
  bytes?: Uint8Array<ArrayBuffer>
  type?: string
}

const BASE = '/api/v1'
const TIMEOUT_MS = 30_000

function rawAddress(path: string, { path: holes = {}, query = {} }: RawOptions): string {
  const values = new Map(Object.entries(holes))
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(values.get(name))))
  const parts = Object.entries(query)
    .filter(([, value]) => value !== undefined && value !== null && value !== '')
    .map(([key, value]) => `${key}=${encodeURIComponent(String(value))}`)
  return BASE + filled + (parts.length ? `?${parts.join('&')}` : '')
}

/** Where something lies that the browser itself fetches. */
export const address = <P extends ApiPath<'get'>>(path: P, options: AddressOptions<Operation<'get', P>>): string =>
  rawAddress(path, options)

/** A path of the API with its parameters still in braces. */
export const pattern = (path: ApiPath<'get'>): string => BASE + path

function headersOf({ json, bytes, type, etag, headers }: RawOptions): Record<string, string> {
  const sent: Record<string, string> = { Accept: 'application/json', 'X-Patrol': '1', ...headers }
  if (bytes !== undefined || json !== undefined) sent['Content-Type'] = type ?? 'application/json'
  if (etag) sent['If-None-Match'] = etag
  return sent
}

/** Resolves as `run` does, whose signal aborts it after so long. */
async function within<T>(ms: number, run: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const abort = new AbortController()
  const timer = setTimeout(() => abort.abort(), ms)
  try {
    return await run(abort.signal)
  } finally {
    clearTimeout(timer)
  }
}

async function asFailure(response: Response): Promise<ApiFailure> {
  const retryAfter = Number(response.headers.get('Retry-After') ?? Number.NaN)
  const retryAfterS = Number.isFinite(retryAfter) ? retryAfter : null
  const strange: ApiFailure = { kind: 'network', status: response.status }
  if (!isJson(response)) return strange
  try {
    const problem = (await response.json()) as Problem
    return typeof problem.code === 'string' ? { kind: 'problem', problem, retryAfterS } : strange
  } catch {
    return strange
  }
}

const isJson = (response: Response): boolean => (response.headers.get('Content-Type') ?? '').includes('json')

async function answerOf<T>(response: Response, read: (response: Response) => Promise<T>): Promise<T> {
  if (!response.ok && response.status !== 304) throw new ApiError(await asFailure(response))
  return read(response)
}

/** The answer as `read` takes it; the time allowed is for all of it, but what carries bytes may take as long as it moves. */
async function exchange<T>(
  method: Method,
  path: string,
  options: RawOptions,
  read: (response: Response) => Promise<T>,
): Promise<T> {
  const { bytes, json, timeoutMs = TIMEOUT_MS } = options
  const [url, sent] = [rawAddress(path, options), { method: method.toUpperCase(), headers: headersOf(options) }]
  const body = json === undefined ? null : JSON.stringify(json)
  try {
    if (bytes) return await answerOf(await upload(url, { ...sent, bytes }), read)
    return await within(timeoutMs, async (signal) =>
      answerOf(await fetch(url, { ...sent, body, credentials: 'same-origin', signal }), read),
    )
  } catch (error) {
    throw error instanceof ApiError ? error : new ApiError({ kind: 'network' })
  }
}

async function readJson(response: Response): Promise<Answered<unknown>> {
  const { status, headers } = response
  const etag = headers.get('ETag')
  const at = Date.parse(headers.get('Date') ?? '') || null
  if (status === 204 || status === 304) return { status, data: undefined, etag, at }
  if (!isJson(response)) throw new ApiError({ kind: 'network' })
  return { status, data: (await response.json()) as unknown, etag, at }
}

/** Null where the answer is of another kind. */
async function readLines(response: Response): Promise<unknown[] | null> {
  const text = await response.text()
  try {
    return text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown)
  } catch {
    return null
  }
}

/** The answer with its status and etag. @throws ApiError for all but a 2xx or 304 that carries what was asked for. */
export function call<M extends Method, P extends ApiPath<M>>(
  method: M,
  path: P,
  ...options: Optional<CallOptions<Operation<M, P>>>
): Promise<Answered<Answer<Operation<M, P>>>>
export function call(method: Method, path: string, options: RawOptions = {}): Promise<Answered<unknown>> {
  return exchange(method, path, options, readJson)
}

/** What was asked for. @throws ApiError */
export function request<M extends Method, P extends ApiPath<M>>(
  method: M,
  path: P,
  ...options: Optional<CallOptions<Operation<M, P>>>
): Promise<Answer<Operation<M, P>>>
export async function request(method: Method, path: string, options: RawOptions = {}): Promise<unknown> {
  return (await exchange(method, path, options, readJson)).data
}

/** The lines of an answer that has one for each thing sent; null when it is something else. @throws ApiError */
export function requestLines<P extends ApiPath<'post'>>(
  path: P,
  ...options: Optional<CallOptions<Operation<'post', P>>>
): Promise<unknown[] | null>
export function requestLines(path: string, options: RawOptions = {}): Promise<unknown[] | null> {
  return exchange('post', path, options, readLines)
}

/** A file that was made for this answer alone: it is asked for by POST and lies in no cache. @throws ApiError */
export function requestFile<P extends ApiPath<'post'>>(
  path: P,
  ...options: Optional<CallOptions<Operation<'post', P>>>
): Promise<Blob>
export function requestFile(path: string, options: RawOptions = {}): Promise<Blob> {
  return exchange('post', path, options, (response) => response.blob())
}
