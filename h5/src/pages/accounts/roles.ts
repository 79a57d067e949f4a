import type { Force, Role } from '@/api/types'

export const ROLES: Role[] = ['officer', 'leader', 'supervisor', 'office', 'auditor', 'admin', 'cashier']
export const FORCES: Force[] = ['liaison', 'police', 'committee', 'militia']
