/**
 * Writes parcel.json: parcels as a phone seals them, with keys and bytes made up for the tests.
 *
 *     cd h5 && npx rolldown src/device/seal.ts --format esm --dir /tmp/seal
 *     node ../tests/vectors/make_parcel.mjs /tmp/seal/seal.js
 */
import { createHash, createPrivateKey, createPublicKey } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'

const { sealParcel } = await import(pathToFileURL(process.argv[2]))

const bytes = (name) => new Uint8Array(createHash('sha256').update(name).digest())
const text = (part) => Buffer.from(part).toString('base64url')
const secret = bytes('server')
const pkcs8 = Buffer.concat([Buffer.from('302e020100300506032b656e04220420', 'hex'), secret])
const seal_key = createPublicKey(createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' })).export({ format: 'jwk' }).x
const device = '5b0f7a7e-52a7-4f3c-9a35-0c6d8e4b1f27'
const key = bytes('device')
const sealKey = new Uint8Array(Buffer.from(seal_key, 'base64url'))

const contents = [
  ['visit', new TextEncoder().encode('{"format":2,"note":"井口围栏破了一处"}')],
  ['photo', bytes('photo')],
  ['visit', new Uint8Array()],
]
const parcels = []
for (const [n, [what, payload]] of contents.entries()) {
  const ephemeral = bytes(`ephemeral ${n}`)
  const parcel = await sealParcel({ device, key, sealKey, what, payload }, ephemeral)
  parcels.push({ what, payload: text(payload), ephemeral: text(ephemeral), parcel: text(parcel) })
}
const vectors = { key: text(key), device, seal_key, server_secret: text(secret), parcels }
writeFileSync(new URL('parcel.json', import.meta.url), `${JSON.stringify(vectors, null, 1)}\n`)
