/** The proof of work that stands in for a CAPTCHA: the phone computes for a few seconds, nobody is asked. */
import { solveChallenge } from 'altcha-lib'
import type { Challenge, Solution } from 'altcha-lib/types'
import { derive } from './derive'
import SolveWorker from './solve.worker?worker'

function inWorker(challenge: Challenge): Promise<Solution | null> {
  return new Promise((resolve, reject) => {
    const worker = new SolveWorker()
    worker.onerror = () => {
      worker.terminate()
      reject(new Error('worker'))
    }
    worker.onmessage = ({ data }: MessageEvent<Solution | null>) => {
      worker.terminate()
      resolve(data)
    }
    worker.postMessage(challenge)
  })
}

/** What the server wants to see; null when it could not be found in the time the challenge allows. */
export async function proofOf(challenge: Challenge): Promise<string | null> {
  const inPage = () => solveChallenge({ challenge, deriveKey: derive() })
  // A browser without workers, or one that may not start them, works in the page: slower, but it works.
  const solution = await inWorker(challenge).catch(inPage)
  // How long it took would tell one phone from another.
  return (
    solution &&
    btoa(JSON.stringify({ challenge, solution: { counter: solution.counter, derivedKey: solution.derivedKey } }))
  )
}
