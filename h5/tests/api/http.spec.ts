import { afterEach, describe, expect, it, vi } from 'vitest'
import { address, ApiError, call, request, requestFile } from '@/api/http'

function answer(
  body: string | null,
  status = 200,
  headers: Record<string, string> = { 'Content-Type': 'application/json' },
) {
  const fetched = vi.fn<(url: string, init: RequestInit) => Promise<Response>>(
    async () => new Response(body, { status, headers }),
  )
  vi.stubGlobal('fetch', fetched)
  return fetched
}
const failure = async (): Promise<ApiError['failure']> => {
  const error = await call('get', '/me').catch((e: unknown) => e)
  expect(error).toBeInstanceOf(ApiError)
  return (error as ApiError).failure
}
afterEach(() => void vi.unstubAllGlobals())

describe('a call', () => {
  it('leaves out what was not asked', () => {
    expect(address('/sites', { query: { q: '出租 屋', kind: '', area: 3, cursor: undefined } })).toBe(
      '/api/v1/sites?q=%E5%87%BA%E7%A7%9F%20%E5%B1%8B&area=3',
    )
  })

  it('proves that it comes from the same site', async () => {
    const fetched = answer('{"a":1}', 200, { 'Content-Type': 'application/json', ETag: '"e"' })
    expect(await call('post', '/notices/read', { json: { up_to: 2 } })).toEqual({
      status: 200,
      data: { a: 1 },
      etag: '"e"',
      at: null,
    })
    const init = fetched.mock.calls[0]![1]
    expect(init.headers).toMatchObject({ 'X-Patrol': '1', 'Content-Type': 'application/json' })
    expect(init.body).toBe('{"up_to":2}')
  })

  it('puts what it is about into its path, whatever letters that has', async () => {
    const fetched = answer('{}')
    await request('get', '/receipts/{code}', { path: { code: 'K4/9 2' } })
    expect(fetched.mock.calls[0]![0]).toBe('/api/v1/receipts/K4%2F9%202')
  })

  it('asks whether the answer at hand still holds', async () => {
    const fetched = answer(null, 304, { ETag: '"e"' })
    expect((await call('get', '/coverage', { etag: '"e"' })).status).toBe(304)
    expect(fetched.mock.calls[0]![1].headers).toMatchObject({ 'If-None-Match': '"e"' })
  })

  it('gives a file as it came', async () => {
    answer('PK', 200, { 'Content-Type': 'application/zip' })
    const file = await requestFile('/tip-inbox/tips/{tip_id}/export', {
      path: { tip_id: 'a' },
      json: { redacted: true },
    })
    expect(await file.text()).toBe('PK')
  })

  it('is given up after its time, the body included', async () => {
    vi.useFakeTimers()
    vi.stubGlobal(
      'fetch',
      (_: string, { signal }: RequestInit) =>
        new Promise((_resolve, reject) => signal!.addEventListener('abort', () => reject(signal!.reason))),
    )
    const asked = request('get', '/me', { timeoutMs: 1_000 }).catch((error: unknown) => error)
    await vi.advanceTimersByTimeAsync(1_000)
    vi.useRealTimers()
    expect(await asked).toMatchObject({ failure: { kind: 'network' } })
  })

  it('is checked against the document of the API', () => {
    const wrong = [
      // @ts-expect-error No such path.
      () => request('get', '/mee'),
      // @ts-expect-error Nobody can delete what one is.
      () => request('delete', '/me'),
      // @ts-expect-error A path needs its parameters.
      () => request('get', '/sites/{site_id}'),
      // @ts-expect-error A body has the fields of its schema.
      () => request('post', '/sessions', { json: { username: 'a' } }),
      // @ts-expect-error A list is filtered by what it knows.
      () => request('get', '/sites', { query: { colour: 'red' } }),
    ]
    expect(wrong).toHaveLength(5)
  })

  it('takes nothing as nothing', async () => {
    answer(null, 204, {})
    expect((await call('get', '/me')).data).toBeUndefined()
    answer(null, 304, { ETag: '"e"', Date: 'Tue, 24 Nov 2026 04:00:00 GMT' })
    expect(await call('get', '/me')).toEqual({
      status: 304,
      data: undefined,
      etag: '"e"',
      at: Date.parse('2026-11-24T04:00:00Z'),
    })
  })
})

describe('a failure', () => {
  it('carries the problem of the server', async () => {
    answer('{"code":"busy","status":503}', 503, { 'Content-Type': 'application/problem+json', 'Retry-After': '7' })
    expect(await failure()).toEqual({ kind: 'problem', problem: { code: 'busy', status: 503 }, retryAfterS: 7 })
  })

  it.each([
    ['a page of a captive portal', '<html>', 200, 'text/html'],
    ['a page of a proxy', '<html>', 502, 'text/html'],
    ['half an answer', '{"code":', 500, 'application/json'],
    ['somebody else’s JSON', '{"error":1}', 500, 'application/json'],
    ['half a good answer', '{"a":', 200, 'application/json'],
  ])('of %s is one of the network', async (_name, body, status, type) => {
    answer(body, status, { 'Content-Type': type })
    // Whoever refused said so by the status.
    expect(await failure()).toEqual(status === 200 ? { kind: 'network' } : { kind: 'network', status })
  })

  it('of the line is one of the network', async () => {
    vi.stubGlobal(
      'fetch',
      vi.fn(async () => Promise.reject(new TypeError('Failed to fetch'))),
    )
    expect(await failure()).toEqual({ kind: 'network' })
  })
})
