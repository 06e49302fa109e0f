import { LabError } from '../api/errors'
import type { GateFunctions } from '../api/gate-functions'

/** Stepping: not yet joined to the brokers. */
export function gateFunctions(): GateFunctions {
  const refuse = (): Promise<never> => Promise.reject(new LabError('BAD_REQUEST', 'gates cannot be held in this build'))
  return { holdGate: refuse, stepGate: refuse, releaseGate: refuse, releaseAllGates: refuse }
}
