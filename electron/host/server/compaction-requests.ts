import { z } from 'zod'
import type { CompactionFunctions } from '../api/compaction-functions'

const topic = z.string().min(1).max(249)
const number = z.number().int().min(0).max(2_147_483_647)
const since = z.number().int().min(0)
const job = z.string().max(20)

const source = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('topic'), topic, partition: number.nullable() }),
  z.object({
    kind: z.literal('directory'),
    directory: z.string().regex(/^d\d{1,9}$/, 'the id that inspectOpen gave'),
    topic: topic.nullable(),
    partition: number.nullable(),
  }),
])

/** What the functions about compaction take. */
export const compactionSchemas = {
  keyPicture: z.object({ brokerId: number, topic, partition: number, since }),
  whatIfStart: z.object({ source, settings: z.record(z.string().max(100), z.string().max(100)) }),
  whatIfFollow: z.object({ job, since }),
  whatIfCancel: z.object({ job }),
} as const satisfies Record<keyof CompactionFunctions, z.ZodType>
