/** The operations of the API as types, read from the generated `paths`: a changed one fails the type check. */
import type { paths } from './schema'

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete'
type Success = 200 | 201 | 202 | 204

type Known<M extends Method> = {
  [P in keyof paths]: paths[P][M] extends { responses: object } ? P : never
}[keyof paths]
type BelowBase<P> = P extends `/api/v1${infer Rest}` ? Rest : never

/** The paths below /api/v1 that know a method, with their parameters in braces. */
export type ApiPath<M extends Method> = BelowBase<Known<M>>

export type Operation<M extends Method, P extends string> = `/api/v1${P}` extends infer K extends keyof paths
  ? paths[K][M]
  : never

type OrNothing<T> = { [K in keyof T]?: T[K] | undefined | null }
type Path<O> = O extends { parameters: { path: infer T extends object } } ? { path: T } : { path?: never }
type Query<O> = O extends { parameters: { query: infer T extends object } }
  ? { query: OrNothing<T> }
  : O extends { parameters: { query?: infer T } }
    ? [NonNullable<T>] extends [never]
      ? { query?: never }
      : { query?: OrNothing<NonNullable<T>> }
    : { query?: never }
type Headers<O> = O extends { parameters: { header: infer T extends object } } ? { headers: T } : { headers?: never }
type Body<O> = O extends { requestBody: { content: infer C } }
  ? ('application/json' extends keyof C ? { json: C['application/json'] } : never) | Bytes<keyof C>
  : { json?: never; bytes?: never }

/** Bytes that go out verbatim: their hash is their identity. */
interface Bytes<Type> {
  bytes: Uint8Array<ArrayBuffer>
  type: Type
}

export interface Waiting {
  timeoutMs?: number
  /** That of the answer at hand: the server says 304 when it still holds. */
  etag?: string | null
}

// One operation at a time: the parts of several would be combined each with each.
export type AddressOptions<O> = O extends unknown ? Path<O> & Query<O> : never
export type CallOptions<O> = O extends unknown ? AddressOptions<O> & Headers<O> & Body<O> & Waiting : never
/** May be left out where nothing has to be given. */
export type Optional<T> = object extends T ? [options?: T] : [options: T]

type Content<R> = R extends { content: infer C } ? C[keyof C] : undefined
export type Answer<O> = O extends { responses: infer R }
  ? { [S in keyof R & Success]: Content<R[S]> }[keyof R & Success]
  : never
