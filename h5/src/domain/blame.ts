/**
 * How often each visit failed since it last went well, as `nextTurn` asks, and how often the line did. What failed
 * for want of a line is forgiven once that is back, but once only: what fails on every line would hold up the rest.
 */
export function createBlame() {
  const failures = new Map<string, number>()
  const forgiven = new Set<string>()
  let inLine = 0
  return {
    count: (uid: string): number => failures.get(uid) ?? 0,
    /** Answers how often the line had failed before. */
    fail(uid: string): number {
      failures.set(uid, (failures.get(uid) ?? 0) + 1)
      return inLine++
    },
    /** Answers whether the line had failed before. */
    pass(uid: string): boolean {
      failures.delete(uid)
      forgiven.delete(uid)
      const hadFailed = inLine > 0
      inLine = 0
      return hadFailed
    },
    /** The line is back; `visits`: those that lacked it. */
    forgive(visits: readonly { uid: string }[]): void {
      inLine = 0
      for (const { uid } of visits) if (!forgiven.has(uid) && failures.delete(uid)) forgiven.add(uid)
    },
    /** The network is another one. */
    renew: (): void => forgiven.clear(),
    clear(): void {
      failures.clear()
      forgiven.clear()
    },
  }
}
