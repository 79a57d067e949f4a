import type { SetupStep } from '@/api/types'
import type { Label } from './labels'

/** Where a step is done, and the action that opens the page. Without it the row only tells. */
const PLACES: Record<string, [path: string, action: string]> = {
  areas: ['/areas', 'area.write'],
  office: ['/accounts', 'account.manage'],
  leaders: ['/accounts', 'account.manage'],
  officers: ['/accounts', 'account.manage'],
  sites: ['/sites', 'site.write'],
}

export function setupPlace(step: string, actions: readonly string[]): string | undefined {
  const [path, action] = PLACES[step] ?? []
  return action !== undefined && actions.includes(action) ? path : undefined
}

/** Grids without a boundary work as well: the map shows their sites alone. */
export const stepIsDone = ({ step, done, of }: SetupStep): boolean =>
  step === 'boundaries' || (done > 0 && done >= (of ?? 1))

export function setupLabel(step: SetupStep): Label {
  if (step.step === 'boundaries' && step.done < (step.of || 1))
    return { key: 'setup.optional', shape: '○', tone: 'exempt' }
  if (stepIsDone(step)) return { key: 'setup.done', shape: '●', tone: 'covered' }
  return { key: step.done ? 'setup.partly' : 'setup.open_step', shape: step.done ? '◐' : '○', tone: 'open' }
}
