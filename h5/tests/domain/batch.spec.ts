import { describe, expect, it } from 'vitest'
import { chooseBatch, FEWEST, joinLines, MOST, MOST_BYTES } from '@/domain/batch'
import { PATIENCE } from '@/domain/queue'

const turn = (seq: number, body = new Uint8Array(10), changes = {}) => ({
  ...{ uid: `v${seq}`, authorId: 1, seq, state: 'waiting' as const, photosToSend: 0, body },
  ...changes,
})
const turns = (count: number, size = 10) =>
  Array.from({ length: count }, (_, n) => turn(count - n, new Uint8Array(size).fill(65)))
const chosen = (from: ReturnType<typeof turn>[], failures: (uid: string) => number = () => 0) =>
  chooseBatch(from, 1, failures).map((each) => each.seq)

describe('a batch', () => {
  it.each([
    [FEWEST - 1, 0],
    [FEWEST, FEWEST],
    [MOST + 1, MOST],
  ])('of %i that wait is %i, oldest first', (waiting, together) => {
    expect(chosen(turns(waiting))).toEqual(Array.from({ length: together }, (_, n) => n + 1))
  })

  it('ends before it has too many bytes', () => {
    const size = MOST_BYTES / 5
    expect(chosen(turns(6, size))).toEqual([1, 2, 3, 4])
    expect(chosen(turns(6, size - 1))).toEqual([1, 2, 3, 4, 5])
  })

  it('leaves out what keeps failing, what is delivered and what is another person’s', () => {
    const five = turns(5)
    expect(chosen(five, (uid) => (uid === 'v2' ? PATIENCE : 0))).toEqual([1, 3, 4, 5])
    expect(chosen(five, (uid) => (uid === 'v2' ? PATIENCE - 1 : 0))).toEqual([1, 2, 3, 4, 5])
    expect(chosen([...five, turn(6, new Uint8Array(1), { state: 'delivered', photosToSend: 1 })])).toHaveLength(5)
    expect(chosen([...five, turn(6, new Uint8Array(1), { authorId: 2 })])).toHaveLength(5)
  })

  it('ends before a text with a line end inside', () => {
    expect(chosen([...turns(5), turn(6, new Uint8Array([65, 10, 65])), turn(7)])).toEqual([1, 2, 3, 4, 5])
  })

  it('changes no byte', () => {
    const bodies = [new Uint8Array([1, 255]), new Uint8Array([0])]
    expect([...joinLines(bodies)]).toEqual([1, 255, 10, 0, 10])
  })
})
