/**
 * Sends bytes and gives up when nothing moves any more: a limit on the whole would stop a large photo on
 * a thin line again and again, each time from its first byte. Only an XMLHttpRequest tells how far it is.
 */

/** So long may an upload, or the answer to it, stand still. */
const STALLED_MS = 30_000
/** What the phone itself may still hold of it when the page has handed over the last byte, and how slowly it goes. */
const MOST_HELD_BYTES = 1_000_000
const SLOWEST_BYTES_PER_MS = 10

const BODILESS = [204, 205, 304]

function headersOf(request: XMLHttpRequest): Headers {
  const lines = request
    .getAllResponseHeaders()
    .trim()
    .split(/[\r\n]+/)
  const pairs = lines.filter(Boolean).map((line): [string, string] => {
    const colon = line.indexOf(':')
    return [line.slice(0, colon), line.slice(colon + 1).trim()]
  })
  return new Headers(pairs)
}

function answerOf(request: XMLHttpRequest): Response {
  const { status } = request
  const body = BODILESS.includes(status) ? null : request.responseText
  return new Response(body, { status, headers: headersOf(request) })
}

interface Upload {
  method: string
  headers: Record<string, string>
  bytes: Uint8Array<ArrayBuffer>
}

/** As `fetch`; rejects when the line broke or stood still, and for what is no answer of HTTP. */
export function upload(url: string, { method, headers, bytes }: Upload): Promise<Response> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open(method, url)
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value)
    let timer: ReturnType<typeof setTimeout> | undefined
    const wait = (ms: number): void => {
      clearTimeout(timer)
      timer = setTimeout(() => request.abort(), ms)
    }
    request.upload.onprogress = () => wait(STALLED_MS)
    request.upload.onload = () => wait(STALLED_MS + Math.min(bytes.length, MOST_HELD_BYTES) / SLOWEST_BYTES_PER_MS)
    request.onprogress = () => wait(STALLED_MS)
    request.onload = () => {
      try {
        resolve(answerOf(request))
      } catch {
        // A status or a header that no answer of ours has: whoever it came from, the upload failed.
        reject(new Error('upload'))
      }
    }
    request.onerror = request.onabort = () => reject(new Error('upload'))
    request.onloadend = () => clearTimeout(timer)
    wait(STALLED_MS)
    request.send(bytes)
  })
}
