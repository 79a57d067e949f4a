import { createChallenge, solveChallenge, verifySolution } from 'altcha-lib'
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2'
import { deriveKey as deriveSha } from 'altcha-lib/algorithms/sha'
import { describe, expect, it } from 'vitest'
import { inJavaScript } from '@/tip/device/derive'

const secret = 'only for this test'

describe('the proof of work without the browser’s own cryptography', () => {
  it.each([
    ['PBKDF2/SHA-256', deriveKey],
    ['SHA-256', deriveSha],
  ] as const)('is the same one: %s', async (algorithm, theirs) => {
    const challenge = await createChallenge({
      algorithm,
      cost: 50,
      counter: 40,
      deriveKey: theirs,
      hmacSignatureSecret: secret,
    })
    const solution = (await solveChallenge({ challenge, deriveKey: inJavaScript }))!
    expect(solution.counter).toBe(40)
    expect(
      (await verifySolution({ challenge, solution, deriveKey: theirs, hmacSignatureSecret: secret })).verified,
    ).toBe(true)
  })

  it('refuses what it does not know', async () => {
    const parameters = { algorithm: 'SCRYPT', nonce: '', salt: '', cost: 1, keyLength: 32, keyPrefix: '00' }
    await expect(inJavaScript(parameters, new Uint8Array(), new Uint8Array())).rejects.toThrow('SCRYPT')
  })
})
