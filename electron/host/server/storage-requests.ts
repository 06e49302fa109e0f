import { z } from 'zod'

const partition = { topic: z.string(), partition: z.number() }

export const ioInterest = z.object({
  brokerId: z.number(),
  partition: z.object(partition).nullable(),
  afterMs: z.number(),
})

export const cleaningInterest = z.object({ opened: z.object({ brokerId: z.number(), ...partition }).nullable() })
