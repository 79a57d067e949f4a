/**
 * The service worker: keeps the pages of an officer's day, so that they open without signal.
 * It never touches the API: what a person wrote or the server said is the vault's business.
 *
 * | request                     | answer                                                        |
 * |-----------------------------|---------------------------------------------------------------|
 * | a page                      | the network's; the kept entry after 3 s, without it or on 5xx  |
 * | a file of the kept build    | the kept one                                                  |
 * | API, its documentation, all else | not ours                                                 |
 *
 * A new version is fetched beside the old one and waits until a page asks it to take over.
 */
/// <reference lib="webworker" />
import { getCacheKeyForURL, matchPrecache, precache, type PrecacheEntry } from 'workbox-precaching'
import type { Question } from './device/shell'

declare const self: ServiceWorkerGlobalScope

const ENTRY = '/index.html'
const PATIENCE_MS = 3_000

const manifest = self.__WB_MANIFEST as PrecacheEntry[]
const files = manifest.map(({ url }) => url)
precache(manifest)

self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))

self.addEventListener('fetch', (event) => {
  const { method, mode, url } = event.request
  const { origin, pathname } = new URL(url)
  if (method !== 'GET' || origin !== self.location.origin || /^\/api(\/|-docs|$)/.test(pathname)) return
  if (mode === 'navigate') event.respondWith(page(event.request))
  else if (pathname !== ENTRY && getCacheKeyForURL(pathname)) event.respondWith(file(event.request))
})

self.addEventListener('message', (event) => {
  const question = event.data as Question
  if (question === 'take over') void self.skipWaiting()
  else if (question === 'files') event.waitUntil(complete().then((state) => event.ports[0]?.postMessage(state)))
  else event.ports[0]?.postMessage(files.includes(question.has))
})

const after = (ms: number): Promise<never> =>
  new Promise((_, reject) => setTimeout(() => reject(new Error('slow')), ms))

async function page(request: Request): Promise<Response> {
  const fresh = fetch(request)
  const fine = fresh.then((answer) => (answer.status < 500 ? answer : Promise.reject(new Error('down'))))
  return Promise.race([fine, after(PATIENCE_MS)]).catch(async () => (await matchPrecache(ENTRY)) ?? fresh)
}

async function file(request: Request): Promise<Response> {
  return (await matchPrecache(new URL(request.url).pathname)) ?? fetch(request)
}

/** Whether every file is really there: a phone short of space may have thrown some away. */
async function complete(): Promise<{ ready: boolean; files: number }> {
  const lost = async (url: string) => ((await matchPrecache(url)) ? [] : [url])
  const missing = (await Promise.all(files.map(lost))).flat()
  return { ready: missing.length === 0, files: files.length - missing.length }
}
