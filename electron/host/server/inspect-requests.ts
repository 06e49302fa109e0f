import { z } from 'zod'
import type { InspectFunctions } from '../api/inspect-functions'

const directory = z.string().regex(/^d\d{1,9}$/, 'the id that inspectOpen gave')
/** A name, never a path: what it may be is checked again where it is resolved. */
const name = z
  .string()
  .max(300)
  .regex(/^[^/\\\0]*$/, 'a name, not a path')
const offset = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER)
const limit = z.number().int().min(1).max(500)
const job = z.string().max(20)
const folder = { directory, folder: name }
const optionalFolder = { directory, folder: name.nullable() }
const segment = { ...folder, baseOffset: offset }
const batch = { ...segment, position: offset }
const place = z.object({ baseOffset: offset, position: offset })

/** What each of the Inspector's functions takes. */
export const inspectRequests = {
  inspectDirectories: z.undefined(),
  inspectOpen: z.object({ path: z.string().min(1).max(4096) }),
  inspectDirectory: z.object({ directory }),
  inspectPartition: z.object(folder),
  inspectChanges: z.object({ ...optionalFolder, stamp: z.string().max(20) }),
  inspectBatches: z.object({ ...batch, before: z.boolean(), limit }),
  inspectRecords: z.object({ ...batch, from: offset, limit, form: z.enum(['auto', 'text', 'json', 'hex']) }),
  inspectBatchBytes: z.object({ ...batch, from: offset }),
  inspectFileBytes: z.object({ ...optionalFolder, name, position: offset }),
  inspectIndex: z.object({ ...segment, index: z.enum(['offsetIndex', 'timeIndex']), from: offset, limit }),
  inspectJump: z.object({
    ...folder,
    to: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('offset'), offset }),
      z.object({ kind: z.literal('timestamp'), timestamp: offset }),
      z.object({ kind: z.literal('position'), baseOffset: offset, position: offset }),
    ]),
  }),
  inspectFind: z.object({
    ...folder,
    from: place.nullable(),
    filter: z.object({
      text: z.string().max(1000).nullable(),
      producerId: z
        .string()
        .regex(/^-?\d{1,20}$/)
        .nullable(),
      leaderEpoch: z.number().int().min(-1).max(2_147_483_647).nullable(),
      control: z.boolean(),
      transactional: z.boolean(),
      badCrc: z.boolean(),
    }),
    limit,
  }),
  inspectCheck: z.object({ ...optionalFolder, crc: z.boolean() }),
  inspectCompare: z.object({ left: z.object(optionalFolder), right: z.object(optionalFolder) }),
  inspectFollow: z.object({ job, since: offset }),
  inspectCancel: z.object({ job }),
} as const satisfies Record<keyof InspectFunctions, z.ZodType>
