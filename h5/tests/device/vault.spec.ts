import 'fake-indexeddb/auto'
import { openDB } from 'idb'
import { expect, it } from 'vitest'
import { loadVisits } from '@/device/visits'

it('takes over what an earlier version of the app left, in the order of its time', async () => {
  const old = await openDB('patrol369', 1, {
    upgrade(db) {
      db.createObjectStore('visits', { keyPath: 'uid' })
      db.createObjectStore('photos', { keyPath: ['uid', 'sha256'] })
      db.createObjectStore('kept')
    },
  })
  const photos = [{ sha256: 'p', type: 'image/jpeg', sent: false }]
  for (const [uid, createdAt] of [
    ['young', 9],
    ['old', 5],
  ]) {
    await old.put('visits', {
      uid,
      createdAt,
      authorId: 1,
      state: 'waiting',
      photosLeft: 1,
      photos,
      trouble: 'network',
    })
  }
  old.close()
  expect((await loadVisits()).map((v) => [v.uid, v.seq, v.trouble, v.photos[0]?.trouble])).toEqual([
    ['old', 1, null, null],
    ['young', 2, null, null],
  ])
})
