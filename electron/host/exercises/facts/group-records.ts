import { join } from 'node:path'
import { z } from 'zod'
import { partitionFor } from '../../../../broker-core/internal-topics/partition-for'
import type { DecodedRecordView } from '../../api/functions'
import { decodedRecord } from '../../client/decoded-record'
import { partitionDirectory } from '../partition-directory'
import { sentence } from '../words'
import { brokerArg, numberArg, numberOf } from './args'
import { defineFact, seen } from './fact'
import { recordsOf } from './records'

const TOPIC = '__consumer_offsets'

/** The partition of __consumer_offsets that keeps a group: its name's hash, modulo how many there are. */
export const groupPartition = defineFact(
  'groupPartition',
  z.strictObject({ groupId: z.string() }),
  ({ groupId }, { watch }) => {
    const count = [...watch.partitions.values()].filter(({ topic }) => topic === TOPIC).length
    if (count === 0) return seen(null, sentence('noTopicYet', { topic: TOPIC }))
    return seen(partitionFor(groupId, count), `abs("${groupId}".hashCode()) % ${count}`)
  },
)

/** What a group committed for a partition, as the records of __consumer_offsets on a broker's disk say it: offsets, or `tombstone`. */
export const groupRecords = defineFact(
  'groupRecords',
  z.strictObject({
    groupId: z.string(),
    /** `TOPIC-PARTITION`: that offsets were committed of. */
    of: z.string(),
    broker: brokerArg,
    partition: numberArg,
    /** What an earlier run left is not looked at. */
    from: numberArg.default(0),
  }),
  async ({ groupId, of, broker, partition, from }, { lab, signal }) => {
    const directory = partitionDirectory(lab, numberOf(broker), TOPIC, numberOf(partition))
    const commits = (await recordsOf(directory, signal)).flatMap(({ record, segment }) => {
      const decoded = decodedRecord(TOPIC, record.key, record.value)
      const isCommit = decoded?.kind === 'offset' && fieldOf(decoded, 'group') === groupId && placeOf(decoded) === of
      return isCommit && record.offset >= numberOf(from)
        ? [
            {
              at: record.offset,
              segment,
              value: decoded.tombstone ? 'tombstone' : (fieldOf(decoded, 'offset') ?? null),
            },
          ]
        : []
    })
    const last = commits[commits.length - 1]
    const text = last
      ? commits.map((commit) => `record ${commit.at}: ${commit.value}`).join(' | ')
      : sentence('noRecord')
    return seen(
      commits.map(({ value }) => value),
      text,
      { path: join(directory, last?.segment ?? '') },
    )
  },
)

const fieldOf = ({ fields }: DecodedRecordView, wished: string) => fields.find(({ name }) => name === wished)?.value

const placeOf = (decoded: DecodedRecordView) => `${fieldOf(decoded, 'topic')}-${fieldOf(decoded, 'partition')}`
