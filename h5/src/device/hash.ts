/**
 * SHA-256 and its HMAC. The browser's own are fast but missing on insecure origins, where the
 * page must still be able to send visits: there audited implementations in JavaScript serve.
 */

type Bytes = Uint8Array<ArrayBuffer>

const builtIn = (): SubtleCrypto | undefined => globalThis.crypto?.subtle

export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

export async function sha256(bytes: Bytes, subtle: SubtleCrypto | undefined = builtIn()): Promise<string> {
  if (subtle) return hex(new Uint8Array(await subtle.digest('SHA-256', bytes)))
  const { sha256: digest } = await import('@noble/hashes/sha2.js')
  return hex(digest(bytes))
}

/** HMAC-SHA256, 32 bytes. */
export async function hmac(key: Bytes, bytes: Bytes, subtle: SubtleCrypto | undefined = builtIn()): Promise<Bytes> {
  if (subtle) {
    const held = await subtle.importKey('raw', key, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
    return new Uint8Array(await subtle.sign('HMAC', held, bytes))
  }
  const [{ hmac: mac }, { sha256: digest }] = await Promise.all([
    import('@noble/hashes/hmac.js'),
    import('@noble/hashes/sha2.js'),
  ])
  return new Uint8Array(mac(digest, key, bytes))
}

/** A random UUID; `crypto.randomUUID` is missing on insecure origins, `getRandomValues` is not. */
export function newUid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  bytes[6] = (bytes[6]! & 0x0f) | 0x40
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  const text = hex(bytes)
  return [text.slice(0, 8), text.slice(8, 12), text.slice(12, 16), text.slice(16, 20), text.slice(20)].join('-')
}
