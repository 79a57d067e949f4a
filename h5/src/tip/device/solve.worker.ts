/** Solves one challenge beside the page, so that the page stays alive meanwhile. */
import '@/fill'
import { solveChallenge } from 'altcha-lib'
import type { Challenge } from 'altcha-lib/types'
import { derive } from './derive'

self.onmessage = async ({ data }: MessageEvent<Challenge>) => {
  self.postMessage(await solveChallenge({ challenge: data, deriveKey: derive() }).catch(() => null))
}
