import { z } from 'zod'
import type { GateFunctions } from '../api/gate-functions'

const DELAY_MS_MAX = 3_600_000
const PATIENCE_MS_MAX = 3_600_000
const brokerId = z.number().int().min(0).max(2_147_483_647)
const partition = z.number().int().min(0).max(2_147_483_647)

const gate = z.discriminatedUnion('kind', [
  z.object({
    kind: z.enum(['truncation', 'fetchRequest', 'fetchResponse']),
    brokerId,
    topic: z.string().min(1).max(249),
    partition,
  }),
  z.object({ kind: z.literal('highWatermarkCheckpoint'), brokerId }),
  z.object({ kind: z.literal('controllerPropagation') }),
  z.object({
    kind: z.literal('traffic'),
    brokers: z.tuple([brokerId, brokerId]),
    effect: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('drop') }),
      z.object({ kind: z.literal('refuse') }),
      z.object({ kind: z.literal('delay'), delayMs: z.number().int().min(0).max(DELAY_MS_MAX) }),
    ]),
  }),
])

/** What the functions of gates take. */
export const gateSchemas = {
  holdGate: z.object({ gate, lease: z.enum(['page', 'connection']) }),
  stepGate: z.object({ gate, patienceMs: z.number().int().min(0).max(PATIENCE_MS_MAX).optional() }),
  giveUpStep: z.object({ gate }),
  releaseGate: z.object({ gate }),
  releaseAllGates: z.undefined(),
} as const satisfies Record<keyof GateFunctions, z.ZodType>
