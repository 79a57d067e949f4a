import { createHmac, createPrivateKey, createPublicKey, diffieHellman } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { hsalsa, xsalsa20poly1305 } from '@noble/ciphers/salsa.js'
import { blake2b } from '@noble/hashes/blake2.js'
import { describe, expect, it } from 'vitest'
import { hex } from '@/device/hash'
import { FILE_HEAD, parcelIn, parcelsOf } from '@/device/parcels'
import { rescueFile, encryptParcel, type ParcelContent } from '@/device/parcel'
import { fromBase64, toBase64 } from '@/device/base64'

type Bytes = Uint8Array<ArrayBuffer>

/** Written by this module once; the server's tests open the same parcels with libsodium. */
const file = join(import.meta.dirname, '../../../tests/vectors/parcel.json')
const vectors = JSON.parse(readFileSync(file, 'utf8')) as {
  key: string
  device: string
  seal_key: string
  server_secret: string
  parcels: { what: 'visit' | 'photo'; payload: string; ephemeral: string; parcel: string }[]
}
const OVERHEAD = 5 + 16 + 1 + 32 + 16 + 32

function parcelOf(what: 'visit' | 'photo', payload: Bytes): ParcelContent {
  return { device: vectors.device, key: fromBase64(vectors.key), sealKey: fromBase64(vectors.seal_key), what, payload }
}

/** The server's side with Node's own X25519 and HMAC. */
function opened(parcel: Bytes): Uint8Array {
  const mac = createHmac('sha256', fromBase64(vectors.key))
    .update('patrol369 rescue 1')
    .update(parcel.slice(0, -32))
    .digest('hex')
  expect(hex(parcel.slice(-32))).toBe(mac)
  const [theirs, box] = [parcel.slice(22, 54), parcel.slice(54, -32)]
  const okp = { kty: 'OKP', crv: 'X25519' }
  const mine = { ...okp, x: vectors.seal_key, d: vectors.server_secret }
  const shared = diffieHellman({
    privateKey: createPrivateKey({ format: 'jwk', key: mine }),
    publicKey: createPublicKey({ format: 'jwk', key: { ...okp, x: toBase64(theirs) } }),
  })
  const key = new Uint32Array(8)
  const words = (bytes: Uint8Array) => new Uint32Array(Uint8Array.from(bytes).buffer)
  hsalsa(words(new TextEncoder().encode('expand 32-byte k')), words(shared), new Uint32Array(4), key)
  const nonce = blake2b(Uint8Array.from([...theirs, ...fromBase64(vectors.seal_key)]), { dkLen: 24 })
  return xsalsa20poly1305(new Uint8Array(key.buffer), nonce).decrypt(box)
}

describe('a parcel', () => {
  it.each(['', '{"format":2}', '巡查'.repeat(5000)])('opens to what was encrypted', async (text) => {
    const payload = new TextEncoder().encode(text)
    const parcel = await encryptParcel(parcelOf('visit', payload))
    expect(parcel.length).toBe(payload.length + OVERHEAD)
    expect(hex(parcel.slice(0, 22))).toBe(`5033363901${vectors.device.replaceAll('-', '')}01`)
    expect(new TextDecoder().decode(opened(parcel))).toBe(text)
  })

  it('is another one every time, and tells a photo from a text', async () => {
    const payload = new TextEncoder().encode('same')
    const [one, other] = await Promise.all([
      encryptParcel(parcelOf('photo', payload)),
      encryptParcel(parcelOf('photo', payload)),
    ])
    expect(hex(one!.slice(22, 54))).not.toBe(hex(other!.slice(22, 54)))
    expect(one![21]).toBe(2)
  })

  it.each(vectors.parcels)(
    'has the bytes that the server knows: $what',
    async ({ what, payload, ephemeral, parcel }) => {
      const ours = await encryptParcel(parcelOf(what, fromBase64(payload)), fromBase64(ephemeral))
      expect(toBase64(ours)).toBe(parcel)
    },
  )
})

describe('the file', () => {
  const parcels = [Uint8Array.of(1, 2, 3), new Uint8Array(300).fill(7), Uint8Array.of()]
  const read = async (blob: Blob) => [...new Uint8Array(await blob.arrayBuffer())]

  it('gives back the parcels in their order', async () => {
    const found = (await parcelsOf(rescueFile(parcels)))!
    expect(await Promise.all(found.map(read))).toEqual(parcels.map((parcel) => [...parcel]))
    expect(await parcelsOf(rescueFile([]))).toEqual([])
  })

  it.each([1, 303, 310])('cut by %d bytes keeps its whole parcels and counts the broken one', async (cut) => {
    const whole = rescueFile(parcels.slice(0, 2))
    const found = (await parcelsOf(whole.slice(0, whole.size - Math.min(cut, 303))))!
    expect(found).toHaveLength(2)
    expect(await read(found[0]!)).toEqual([1, 2, 3])
  })

  it.each(['', 'P369FIL', 'P369FILE\u0002....', 'PK\u0003\u0004 something else'])(
    'is no other file: %j',
    async (text) => {
      expect(await parcelsOf(new Blob([text]))).toBeNull()
    },
  )

  it('begins with its name and version', async () => {
    expect(await read(rescueFile([]))).toEqual([...FILE_HEAD])
  })
})

describe('the address', () => {
  it('carries a parcel behind the #', async () => {
    const parcel = Uint8Array.from({ length: 256 }, (_, i) => i)
    const { hash } = new URL(`https://patrol.example/carry#${toBase64(parcel)}`)
    expect(hash).toMatch(/^#[\w-]+$/)
    expect(new Uint8Array(await parcelIn(hash)!.arrayBuffer())).toEqual(parcel)
  })

  it('may be bare or broken', () => {
    expect(parcelIn('')).toBeNull()
    expect(parcelIn('#')).toBeNull()
    expect(parcelIn('#%%%')!.size).toBe(0)
  })
})
