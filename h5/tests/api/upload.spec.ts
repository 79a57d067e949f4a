// @vitest-environment node
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { sendCheckin, sendPhoto } from '@/api/checkins'
import { ApiError } from '@/api/http'
import { sendParcel } from '@/api/rescues'

type Sent = { method: string; url: string; headers: Record<string, string>; body: unknown }

/** A line that moves only when the test says so. */
class Line {
  static last: Line
  upload: { onprogress?: () => void; onload?: () => void } = {}
  onload?: () => void
  onerror?: () => void
  onabort?: () => void
  onloadend?: () => void
  sent: Sent = { method: '', url: '', headers: {}, body: null }
  status = 0
  responseText = ''
  constructor() {
    Line.last = this
  }
  open(method: string, url: string) {
    Object.assign(this.sent, { method, url })
  }
  setRequestHeader(name: string, value: string) {
    this.sent.headers[name] = value
  }
  send(body: unknown) {
    this.sent.body = body
  }
  abort() {
    this.onabort?.()
    this.onloadend?.()
  }
  getAllResponseHeaders = () => 'content-type: application/json\r\n'
  answer(status: number, body: string) {
    Object.assign(this, { status, responseText: body })
    this.onload?.()
    this.onloadend?.()
  }
}

const PHOTO = new Uint8Array(3_800_000)
const later = (ms: number) => vi.advanceTimersByTimeAsync(ms)
const network = (call: Promise<unknown>) =>
  call.then(
    () => 'answered',
    (error: ApiError) => error.failure.kind,
  )

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('XMLHttpRequest', Line)
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

it.each([
  ['a photo', () => sendPhoto('x', PHOTO, 'image/heic')],
  ['a parcel', () => sendParcel(PHOTO)],
])('%s may take as long as it moves', async (_name, send) => {
  const sending = send()
  for (let i = 0; i < 40; i++) {
    await later(20_000)
    Line.last.upload.onprogress?.()
  }
  Line.last.answer(201, '{"sha256":"x"}')
  await expect(sending).resolves.toBeTruthy()
})

it('gives up after half a minute without a step', async () => {
  const sending = network(sendPhoto('x', PHOTO, 'image/heic'))
  const abort = vi.spyOn(Line.last, 'abort')
  Line.last.upload.onprogress?.()
  await later(29_999)
  expect(abort).not.toHaveBeenCalled()
  await later(1)
  expect(abort).toHaveBeenCalledOnce()
  expect(await sending).toBe('network')
})

it('lets what the phone still holds go out before it wants the answer', async () => {
  const sending = network(sendPhoto('x', PHOTO, 'image/heic'))
  Line.last.upload.onload?.()
  await later(129_999)
  Line.last.answer(201, '{"sha256":"x"}')
  expect(await sending).toBe('answered')
})

it('sends bytes as they are and reads the answer as any other', async () => {
  const bytes = new TextEncoder().encode('{}')
  const sending = sendCheckin(bytes)
  const { method, url, headers, body } = Line.last.sent
  expect([method, url, body]).toEqual(['POST', '/api/v1/checkins', bytes])
  expect(headers).toMatchObject({ 'X-Patrol': '1', 'Content-Type': 'application/json' })
  Line.last.answer(422, '{"code":"invalid","status":422}')
  await expect(sending).rejects.toMatchObject({ code: 'invalid' })
})

it('knows a line that broke', async () => {
  const sending = network(sendCheckin(new Uint8Array(1)))
  Line.last.onerror?.()
  expect(await sending).toBe('network')
})

it.each([
  ['a status', 999, 'content-type: application/json\r\n'],
  ['a header', 200, 'no header at all\r\n'],
])('takes %s that HTTP does not know for a line that broke', async (_name, status, headers) => {
  const sending = network(sendCheckin(new Uint8Array(1)))
  Line.last.getAllResponseHeaders = () => headers
  Line.last.answer(status, '{}')
  expect(await sending).toBe('network')
})

it('waits by one clock alone, and stops it', async () => {
  const sending = network(sendCheckin(new Uint8Array(1)))
  expect(vi.getTimerCount()).toBe(1)
  Line.last.answer(201, '{}')
  await sending
  expect(vi.getTimerCount()).toBe(0)
})
