import { describe, expect, it } from 'vitest'
import { decryptBox, publicKeyOf } from '@/device/box'
import { newCode } from '@/tip/domain/code'
import { readPhoto, readText, textBytes } from '@/tip/domain/contents'
import {
  decryptItem,
  decryptPage,
  padded,
  encryptItem,
  unpadded,
  unwrapForCode,
  wrapForCode,
  wrapForGroup,
} from '@/tip/domain/envelope'
import { codeKeys, newItemId, newTipKeys, pageKey, wrapKey } from '@/tip/domain/keys'

const share = new Uint8Array(32).fill(7)

describe('a tip', () => {
  const tip = newTipKeys()
  const { auth, half } = codeKeys(newCode())

  it('opens with the code and the share of the server, and with nothing less', () => {
    const wrap = wrapForCode(wrapKey(share, half), tip)
    expect(wrap).toHaveLength(73)
    expect(unwrapForCode(wrapKey(share, half), wrap, tip.public)).toEqual(tip)
    expect(() => unwrapForCode(wrapKey(share, auth), wrap, tip.public)).toThrow()
    expect(() => unwrapForCode(wrapKey(auth, half), wrap, tip.public)).toThrow()
    expect(() => unwrapForCode(wrapKey(share, half), wrap, newTipKeys().public)).toThrow()
  })

  it('opens with the key of its group', () => {
    const group = newTipKeys()
    const wrap = wrapForGroup(group.public, tip)
    expect(wrap).toHaveLength(81)
    expect(decryptBox(wrap.subarray(1), group.secret)).toEqual(tip.secret)
    expect(() => decryptBox(wrap.subarray(1), tip.secret)).toThrow()
  })

  it('has items that cannot be read, touched, or moved to another tip or id', () => {
    const [id, plain] = [newItemId(), textBytes({ kind: 'message', n: 2, text: '后山有刺鼻气味' })]
    const item = encryptItem(tip.public, id, plain)
    expect(readText(decryptItem(tip, id, item))).toEqual({ kind: 'message', n: 2, text: '后山有刺鼻气味' })
    const touched = item.slice()
    touched[200]! ^= 1
    expect(() => decryptItem(tip, id, touched)).toThrow()
    expect(() => decryptItem(tip, newItemId(), item)).toThrow()
    expect(() => decryptItem({ ...newTipKeys(), public: tip.public }, id, item)).toThrow()
    expect(() => decryptItem({ secret: tip.secret, public: publicKeyOf(half) }, id, item)).toThrow()
  })

  it('tells by no length what it holds', () => {
    const length = (text: string) =>
      encryptItem(tip.public, newItemId(), textBytes({ kind: 'message', n: 1, text })).length
    expect(new Set(['', 'a', 'a'.repeat(4000)].map(length)).size).toBe(1)
  })
})

describe('what is inside', () => {
  it('is padded to the block, always by at least one byte', () => {
    expect(padded(new Uint8Array(4096), 4096)).toHaveLength(8192)
    expect(unpadded(padded(Uint8Array.of(1, 128, 0, 0), 4096))).toEqual(Uint8Array.of(1, 128, 0, 0))
    expect(() => unpadded(new Uint8Array(4096))).toThrow()
  })

  it('may be a kind that is not for the citizen', () => {
    const bytes = new TextEncoder().encode('{"kind":"redaction","n":3}')
    expect(readText(bytes)).toBeNull()
    expect(() => readText(new TextEncoder().encode('null'))).toThrow()
  })

  it('may be a photo behind its head', () => {
    const head = new TextEncoder().encode(
      '{"kind":"photo","n":2,"from":"handler","removed":{"position":true,"device":false,"time":true}}',
    )
    const { photo, jpeg } = readPhoto(Uint8Array.of(0, 0, 0, head.length, ...head, 0xff, 0xd8))
    expect(photo).toMatchObject({ from: 'handler', removed: { position: true } })
    expect([...jpeg]).toEqual([0xff, 0xd8])
  })

  it('is no page when the code is unknown', () => {
    expect(decryptPage(pageKey(share), crypto.getRandomValues(new Uint8Array(65536)))).toBeNull()
    expect(decryptPage(pageKey(share), new Uint8Array())).toBeNull()
  })
})
