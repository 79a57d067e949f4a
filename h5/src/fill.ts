/**
 * Built-ins that the oldest browsers of `build/target.ts` lack and that libraries call. The bundler
 * lowers syntax, never these; the build fails for any that is neither here nor asked for before use.
 */
function fill(owner: object, name: string, value: unknown): void {
  if (!(name in owner)) Object.defineProperty(owner, name, { value, writable: true, configurable: true })
}

function at<T>(this: ArrayLike<T>, index: number): T | undefined {
  const place = Math.trunc(index) || 0
  return this[place < 0 ? this.length + place : place]
}

function setBigUint64(this: DataView, offset: number, value: bigint, isLittle = false): void {
  const WORD = BigInt(0xffffffff)
  const [low, high] = [Number(value & WORD), Number((value >> BigInt(32)) & WORD)]
  this.setUint32(offset, isLittle ? low : high, isLittle)
  this.setUint32(offset + 4, isLittle ? high : low, isLittle)
}

/** Done at once by who imports it. */
export function fillMissing(): void {
  fill(Object, 'hasOwn', (owner: object, name: PropertyKey) => Object.prototype.hasOwnProperty.call(owner, name))
  for (const list of [Array, String, Object.getPrototypeOf(Uint8Array) as Uint8ArrayConstructor]) {
    fill(list.prototype, 'at', at)
  }
  fill(DataView.prototype, 'setBigUint64', setBigUint64)
}

fillMissing()
