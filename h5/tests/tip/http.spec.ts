import { afterEach, describe, expect, it, vi } from 'vitest'
import { get, needsNewProof, post, postForNothing, TipError } from '@/tip/api/http'

const answer = (body: string, status: number, type: string) =>
  vi.stubGlobal(
    'fetch',
    vi.fn(async () => new Response(body, { status, headers: { 'Content-Type': type } })),
  )
const failed = (call: Promise<unknown>): Promise<TipError> =>
  call.then(
    () => expect.fail('answered'),
    (error: TipError) => error,
  )

describe('the way to the server', () => {
  afterEach(() => vi.unstubAllGlobals())

  it('tells a refusal by its code', async () => {
    answer('{"code":"tip-ticket","status":401}', 401, 'application/problem+json')
    expect(await failed(post('/api/thread/read', {}))).toMatchObject({ kind: 'refused', code: 'tip-ticket' })
  })

  it.each([
    ['<html>welcome to the hotel', 200, 'text/html'],
    ['<html>gone', 404, 'text/html'],
    ['', 502, 'text/plain'],
    ['{"code":', 503, 'application/json'],
    ['{"half":', 200, 'application/json'],
  ])('takes %j for no answer', async (body, status, type) => {
    answer(body, status, type)
    expect(await failed(get('/api/published'))).toMatchObject({ kind: 'network' })
  })

  it.each([
    ['tip-ticket', true],
    ['tip-proof', true],
    ['tip-budget', true],
    ['tip-quota', false],
    ['tip-full', false],
  ])('computes another proof of work after %s: %s', async (code, another) => {
    answer(JSON.stringify({ code }), 400, 'application/problem+json')
    expect(needsNewProof(await failed(post('/api/tips', {})))).toBe(another)
  })

  it('sends no cookie, no referrer, and nothing in the address', async () => {
    answer('{}', 201, 'application/json')
    await postForNothing('/api/thread/items', { ticket: 't' })
    const [path, init] = vi.mocked(fetch).mock.calls[0]!
    expect(path).toBe('/api/thread/items')
    expect(init).toMatchObject({ credentials: 'omit', referrerPolicy: 'no-referrer', body: '{"ticket":"t"}' })
  })

  it('waits no longer than it says, for the body neither', async () => {
    vi.useFakeTimers()
    const stream = new ReadableStream({ start: () => undefined })
    vi.stubGlobal('fetch', async (_path: string, { signal }: RequestInit) => {
      const response = new Response(stream, { headers: { 'Content-Type': 'application/json' } })
      response.json = () =>
        new Promise((_, reject) => signal!.addEventListener('abort', () => reject(new DOMException('', 'AbortError'))))
      return response
    })
    const call = failed(get('/api/published'))
    await vi.advanceTimersByTimeAsync(60_000)
    expect(await call).toMatchObject({ kind: 'network' })
    vi.useRealTimers()
  })
})
