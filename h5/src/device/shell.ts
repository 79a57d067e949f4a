/**
 * The service worker as seen from the page, and what a page does when a newer one was published.
 * Where there is no worker (WeChat on an iPhone, plain HTTP) everything else works the same.
 */
import { onWake, wall } from './wake'

export interface Shell {
  /** Whether the pages open without signal, even after they were closed. */
  ready: boolean
  files: number
}

/** What a page may ask the worker. */
export type Question = 'files' | 'take over' | { has: string }

/** Called with the way to the new version, once there is one that this page is not. */
export type Offer = (take: () => void) => void

const NONE: Shell = { ready: false, files: 0 }
const ANSWER_MS = 10_000
const INSTALL_MS = 60_000
/** Between two looks for a new version. */
const LOOK_MS = 30 * 60_000

let registering: Promise<ServiceWorkerRegistration | undefined> | null = null

function register(): Promise<ServiceWorkerRegistration | undefined> {
  const container = window.isSecureContext && import.meta.env.PROD ? navigator.serviceWorker : undefined
  registering ??= Promise.resolve(container?.register('/sw.js', { updateViaCache: 'none' })).catch(() => undefined)
  return registering
}

function within<T>(ms: number, otherwise: T, promise: Promise<T>): Promise<T> {
  return Promise.race([promise, new Promise<T>((resolve) => window.setTimeout(() => resolve(otherwise), ms))])
}

function ask<T>(worker: ServiceWorker, question: Question, otherwise: T): Promise<T> {
  const { port1, port2 } = new MessageChannel()
  const answer = new Promise<T>((resolve) => (port1.onmessage = (event) => resolve(event.data as T)))
  worker.postMessage(question, [port2])
  return within(ANSWER_MS, otherwise, answer)
}

/** The script of this page, by which a worker knows whether it keeps the same version. */
const entry = (): string => document.querySelector('script[type="module"][src]')?.getAttribute('src') ?? ''

/** The same of a page that was only fetched. It is ours and built: no markup has to be made of it. */
export const entryOf = (html: string): string => /<script type="module"[^>]*? src="([^"]+)"/.exec(html)?.[1] ?? ''

function arrived(registration: ServiceWorkerRegistration): Promise<ServiceWorker | null> {
  const fresh = registration.installing
  if (registration.active || !fresh) return Promise.resolve(registration.active)
  const done = new Promise<ServiceWorker | null>((resolve) =>
    fresh.addEventListener('statechange', () => {
      if (fresh.state === 'activated') resolve(fresh)
      if (fresh.state === 'redundant') resolve(null)
    }),
  )
  return within(INSTALL_MS, null, done)
}

/** Fetches the shell where it is not there yet, and tells whether it is whole. */
export async function shellReady(): Promise<Shell> {
  const registration = await register()
  const worker = registration ? await arrived(registration) : null
  return worker ? ask(worker, 'files', NONE) : NONE
}

function takeOver(worker: ServiceWorker): void {
  navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true })
  worker.postMessage('take over' satisfies Question)
}

async function consider(worker: ServiceWorker, offer: Offer): Promise<void> {
  // A page that came over the network is the new version already: nothing has to be reloaded.
  if (await ask(worker, { has: entry() }, false)) worker.postMessage('take over' satisfies Question)
  else offer(() => takeOver(worker))
}

/** Keeps the pages on the phone, and looks for new versions from time to time. Failure is silent. */
export async function registerShell(offer: Offer): Promise<void> {
  const registration = await register()
  if (!registration) return
  const look = () => void (registration.waiting && registration.active && consider(registration.waiting, offer))
  registration.addEventListener('updatefound', () => registration.installing?.addEventListener('statechange', look))
  look()
  let looked = wall()
  onWake(() => {
    if (wall() - looked < LOOK_MS) return
    looked = wall()
    registration.update().catch(() => undefined)
  })
}

const REOPENED = 'patrol369.reopened'

/**
 * A part of the page could not be had. When the server has published another version meanwhile, the
 * page is opened anew, once for each version; without signal nothing is touched.
 */
export async function reopenIfRenewed(path: string): Promise<void> {
  try {
    const html = await (await fetch('/index.html', { cache: 'no-store' })).text()
    const published = entryOf(html)
    if (!published || published === entry() || sessionStorage.getItem(REOPENED) === published) return
    sessionStorage.setItem(REOPENED, published)
    location.assign(path)
  } catch {
    // No signal, or no space to remember: better to stay than to go round in circles.
  }
}
