import type { GateFunctions } from '../api/gate-functions'
import { gatePlace } from '../gates/gate-target'
import type { LabSession } from '../lab-session'

/** Holding and stepping. `owner`: the page or program whose gates these are. */
export function gateFunctions({ gates }: LabSession, owner: object): GateFunctions {
  return {
    holdGate: async ({ gate, lease }) => ({
      gate: await gates.hold(gate, lease, owner),
      command: `# hold: ${gatePlace(gate).en}`,
    }),
    stepGate: async ({ gate, patienceMs }) => ({
      outcome: await gates.step(gate, patienceMs),
      command: `# one step: ${gatePlace(gate).en}`,
    }),
    giveUpStep: async ({ gate }) => {
      await gates.giveUp(gate)
      return { command: `# no step after all: ${gatePlace(gate).en}` }
    },
    releaseGate: async ({ gate }) => {
      await gates.release(gate)
      return { command: `# release: ${gatePlace(gate).en}` }
    },
    releaseAllGates: async () => ({ released: await gates.releaseAll(), command: '# release every gate' }),
  }
}
