import { readdirSync, readFileSync } from 'node:fs'

const NEEDS_ITS_OWN = /vi\.(mock|doMock|resetModules)\(|fake-indexeddb/

/**
 * Specs that put other modules or a database into their world: each of them gets one of its own. All others share
 * one per process: to make a document and to read the components again takes longer than their tests.
 */
export const apart = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.spec.ts'))
  .filter((name) => NEEDS_ITS_OWN.test(readFileSync(`${import.meta.dirname}/${name}`, 'utf8')))
  .map((name) => `tests/${name}`)
