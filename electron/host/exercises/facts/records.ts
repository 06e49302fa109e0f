import { join } from 'node:path'
import { z } from 'zod'
import { clientCodec } from '../../client/node-runtime'
import { type StreamStep, streamRecords } from '../../inspect/record-stream'
import { partitionDirectory } from '../partition-directory'
import { sentence } from '../words'
import { brokerArg, numberOf, topicPartition } from './args'
import { defineFact, seen } from './fact'

const RECORDS_MAX = 100_000
const SHOWN_MAX = 200

type RecordStep = Extract<StreamStep, { kind: 'record' }>

/** What stands in a replica's segment files. `at`: only the record at this offset. */
export const records = defineFact(
  'records',
  z.strictObject({
    ...topicPartition,
    broker: brokerArg,
    part: z.enum(['values', 'keys', 'keyValues', 'offsets', 'count', 'epochs', 'nextOffset', 'keysWithoutValue']),
    at: z.union([z.number(), z.string()]).optional(),
    /** Only of this key. */
    key: z.string().optional(),
  }),
  async ({ topic, partition, broker, part, at, key }, { lab, signal }) => {
    const directory = partitionDirectory(lab, numberOf(broker), topic, numberOf(partition))
    const found = await recordsOf(directory, signal)
    const wanted = found.filter(
      ({ record }) =>
        (at === undefined || record.offset === Number(at)) && (key === undefined || record.key?.toString() === key),
    )
    const last = wanted[wanted.length - 1]
    const path = join(directory, (last ?? found[found.length - 1])?.segment ?? '00000000000000000000.log')
    const text = last
      ? sentence('recordsFound', {
          count: wanted.length,
          offset: last.record.offset,
          position: last.batch.position,
          epoch: last.batch.partitionLeaderEpoch,
        })
      : sentence('noRecord')
    return seen(part === 'count' ? wanted.length : partOf(part, wanted), text, { path })
  },
)

/** Every record that clients wrote, from a replica's segment files. */
export async function recordsOf(directory: string, signal: AbortSignal): Promise<RecordStep[]> {
  const found: RecordStep[] = []
  for await (const step of streamRecords(directory, { codec: await clientCodec(), signal })) {
    if (step.kind === 'record' && step.record.control === null) found.push(step)
    if (found.length >= RECORDS_MAX) break
  }
  return found
}

const text = (bytes: Buffer | null): string | null =>
  bytes === null ? null : bytes.toString('utf8').slice(0, SHOWN_MAX)

function partOf(part: string, steps: readonly RecordStep[]) {
  switch (part) {
    case 'nextOffset':
      return (steps[steps.length - 1]?.record.offset ?? -1) + 1
    case 'keys':
      return steps.map(({ record }) => text(record.key))
    case 'keyValues':
      return steps.map(({ record }) => `${text(record.key) ?? '-'}=${text(record.value) ?? '-'}`)
    case 'offsets':
      return steps.map(({ record }) => record.offset)
    case 'epochs':
      return steps.map(({ batch }) => batch.partitionLeaderEpoch)
    case 'keysWithoutValue':
      return steps.filter(({ record }) => record.value === null).map(({ record }) => text(record.key))
    default:
      return steps.map(({ record }) => text(record.value))
  }
}
