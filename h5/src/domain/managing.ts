/** What is managed now and then, apart from the daily rooms; each part by the action that opens it. */

const PARTS = [
  ['exemptions', 'coverage.read'],
  ['redraws', 'coverage.read'],
  ['adjustments', 'coverage.read'],
  ['handover', 'grid.hand_over'],
  ['site-changes', 'site.approve'],
  ['proposals', 'account.confirm'],
  ['county-setup', 'account.manage'],
  ['areas', 'area.write'],
  ['journal', 'audit.read'],
] as const
export type ManagedPart = (typeof PARTS)[number][0]

/** Each part is the first step of its pages' addresses. */
export const listManaged = (actions: readonly string[]): ManagedPart[] =>
  PARTS.filter(([, action]) => actions.includes(action)).map(([part]) => part)

export const isManaged = (path: string): boolean => PARTS.some(([part]) => path.split('/')[1] === part)
