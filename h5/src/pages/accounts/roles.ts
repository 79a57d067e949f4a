import type { Force, Role } from '@/api/types'

export const ROLES: Role[] = ['officer', 'leader', 'supervisor', 'office', 'auditor', 'admin', 'cashier']
export const FORCES: Force[] = ['liaison', 'police', 'committee', 'militia']

/** Asked for by one person and agreed to by another; only the first that anybody ever holds is given at once. */
export const needsSecond = (role: Role): boolean => role === 'office' || role === 'cashier'
