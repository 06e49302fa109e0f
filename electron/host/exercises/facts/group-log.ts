import { join } from 'node:path'
import { z } from 'zod'
import { partitionFor } from '../../../../broker-core/internal-topics/partition-for'
import { decodedRecord } from '../../client/decoded-record'
import { clientCodec } from '../../client/node-runtime'
import { type StreamStep, streamRecords } from '../../inspect/record-stream'
import { partitionDirectory } from '../partition-directory'
import { brokerArg, numberOf } from './args'
import { defineFact, seen } from './fact'

const OFFSETS_TOPIC = '__consumer_offsets'

type RecordStep = Extract<StreamStep, { kind: 'record' }>
interface Found {
  step: RecordStep
  fields: ReadonlyMap<string, string | number | null>
  text: string
}

/** A group as the segment files of its partition of __consumer_offsets hold it: what the next coordinator would load. */
export const groupLog = defineFact(
  'groupLog',
  z.strictObject({
    groupId: z.string(),
    /** Whose file; not needed for the number of the partition. */
    broker: brokerArg.default(-1),
    part: z.enum(['partition', 'generation', 'members', 'committed']),
  }),
  async ({ groupId, broker, part }, { lab, watch, signal }) => {
    const count = [...watch.partitions.values()].filter(({ topic }) => topic === OFFSETS_TOPIC).length
    if (count === 0) return seen(null, `${OFFSETS_TOPIC} does not exist yet`)
    const partition = partitionFor(groupId, count)
    const name = `${OFFSETS_TOPIC}-${partition}`
    if (part === 'partition') return seen(partition, `abs(hash("${groupId}")) % ${count} = ${partition}`)
    if (!lab.brokerIds().includes(numberOf(broker))) return seen(null, `there is no broker ${broker}`)
    const directory = partitionDirectory(lab, numberOf(broker), OFFSETS_TOPIC, partition)
    const { groups, offsets } = await recordsOfGroup(directory, groupId, signal)
    const last = part === 'committed' ? offsets[offsets.length - 1] : groups[groups.length - 1]
    if (!last) return seen(null, `${name} holds no such record of ${groupId}`, { path: directory })
    const path = join(directory, last.step.segment)
    const text = `${name}, offset ${last.step.record.offset}: ${last.text}`
    if (part !== 'committed') return seen(last.fields.get(part) ?? null, text, { path })
    const committed = new Map(
      offsets.map(({ fields }) => [`${fields.get('topic')}-${fields.get('partition')}`, fields.get('offset') ?? null]),
    )
    const lines = [...committed].filter(([, offset]) => offset !== null).map(([key, offset]) => `${key}: ${offset}`)
    return seen(lines.sort(), text, { path })
  },
)

async function recordsOfGroup(directory: string, groupId: string, signal: AbortSignal) {
  const groups: Found[] = []
  const offsets: Found[] = []
  for await (const step of streamRecords(directory, { codec: await clientCodec(), signal })) {
    if (step.kind !== 'record' || step.record.control !== null) continue
    const decoded = decodedRecord(OFFSETS_TOPIC, step.record.key, step.record.value)
    if (!decoded) continue
    const fields = new Map(decoded.fields.map(({ name, value }) => [name, value]))
    if (fields.get('group') !== groupId) continue
    const shown = decoded.fields.filter(({ name, value }) => !name.endsWith('Ms') && value !== null && value !== '')
    const text = shown.map(({ name, value }) => `${name} ${value}`).join(', ')
    if (decoded.kind === 'group') groups.push({ step, fields, text })
    if (decoded.kind === 'offset') offsets.push({ step, fields, text })
  }
  return { groups, offsets }
}
