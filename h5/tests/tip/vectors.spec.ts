import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { fromBase64, toBase64 } from '@/device/base64'
import { sha256 } from '@/device/hash'
import { digitsOf, readingOf } from '@/tip/domain/code'
import {
  TEXT_BLOCK,
  decryptItem,
  decryptPage,
  encryptItem,
  unwrapForCode,
  wrapForCode,
  wrapForGroup,
  type Fill,
} from '@/tip/domain/envelope'
import { fingerprintOf } from '@/tip/domain/fingerprint'
import { paidDigest } from '@/tip/domain/paid'
import { codeKeys, newTipKeys, pageKey, slipCommitment, tipId, wrapKey } from '@/tip/domain/keys'

/** The bytes that the server's tests know, written with libsodium. */
const file = join(import.meta.dirname, '../../../tests/vectors/tips.json')
const vectors = JSON.parse(readFileSync(file, 'utf8')) as {
  codes: { entered: string; digits: string | null; auth?: string; half?: string }[]
  hardening: { share: string; auth: string }
  tip: Record<'secret' | 'public' | 'id' | 'wrap_key' | 'nonce' | 'receipt_wrap' | 'commitment', string>
  group: Record<'public' | 'ephemeral' | 'wrap', string>
  items: ({ block: number } & Record<'id' | 'plain' | 'ephemeral' | 'item_key' | 'nonce' | 'sealed', string>)[]
  page: Record<'share' | 'key' | 'plain' | 'sealed', string>
  fingerprint: { groups: { id: string; version: number; key: string }[]; text: string }
  voucher: { code: string; paid_digest: string }
}
const { tip, group, page } = vectors
const keys = newTipKeys(fromBase64(tip.secret))
const { half } = codeKeys(vectors.codes[0]!.digits!)

/** Hands out known bytes in the order in which sealing asks for them. */
function told(...values: string[]): Fill {
  return (length) => {
    const next = fromBase64(values.shift()!)
    expect(next).toHaveLength(length)
    return next
  }
}

describe('bytes that both sides know', () => {
  it.each(vectors.codes)('$entered', ({ entered, digits, auth, half: other }) => {
    const typed = digitsOf(entered)
    expect(readingOf(typed) === 'right' ? typed : null).toBe(digits)
    if (digits) expect(Object.values(codeKeys(digits)).map(toBase64)).toEqual([auth, other])
  })

  it('make and open the receipt’s wrap', () => {
    const key = wrapKey(fromBase64(vectors.hardening.share), half)
    expect([keys.public, tipId(keys.public), key, slipCommitment(half)].map(toBase64)).toEqual([
      tip.public,
      tip.id,
      tip.wrap_key,
      tip.commitment,
    ])
    expect(toBase64(wrapForCode(key, keys, told(tip.nonce)))).toBe(tip.receipt_wrap)
    expect(unwrapForCode(key, fromBase64(tip.receipt_wrap), keys.public)).toEqual(keys)
  })

  it('wrap for a group', () => {
    expect(toBase64(wrapForGroup(fromBase64(group.public), keys, fromBase64(group.ephemeral)))).toBe(group.wrap)
  })

  it('make and open items', async () => {
    for (const item of vectors.items) {
      const [id, plain, sealed] = [item.id, item.plain, item.sealed].map(fromBase64) as [
        Uint8Array,
        Uint8Array,
        Uint8Array<ArrayBuffer>,
      ]
      expect(toBase64(decryptItem(keys, id, sealed))).toBe(toBase64(plain))
      if (item.block !== TEXT_BLOCK) continue // only the server seals photos
      const own = encryptItem(keys.public, id, plain, told(item.item_key, item.nonce), fromBase64(item.ephemeral))
      expect(await sha256(own)).toBe(await sha256(sealed))
    }
  })

  it('open a page', () => {
    const key = pageKey(fromBase64(page.share))
    expect(toBase64(key)).toBe(page.key)
    expect(decryptPage(key, fromBase64(page.sealed))).toBe(new TextDecoder().decode(fromBase64(page.plain)))
  })

  it('name a paid voucher', () => {
    expect(paidDigest(vectors.voucher.code)).toBe(vectors.voucher.paid_digest)
  })

  it('name the groups’ keys by one number', () => {
    expect(fingerprintOf(vectors.fingerprint.groups)).toBe(vectors.fingerprint.text)
    expect(fingerprintOf([...vectors.fingerprint.groups].reverse())).toBe(vectors.fingerprint.text)
  })
})
