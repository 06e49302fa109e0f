import { join } from 'node:path'
import { z } from 'zod'
import { decodedRecord } from '../../client/decoded-record'
import { partitionDirectory } from '../partition-directory'
import { sentence } from '../words'
import { brokerArg, numberArg, numberOf } from './args'
import { defineFact, seen } from './fact'
import { recordsOf } from './records'

const TOPIC = '__consumer_offsets'

/** A group as a broker's segment files hold it: the newest record of each key, which is what the next coordinator loads. */
export const groupState = defineFact(
  'groupState',
  z.strictObject({
    groupId: z.string(),
    broker: brokerArg,
    partition: numberArg,
    part: z.enum(['generation', 'members', 'committed']),
  }),
  async ({ groupId, broker, partition, part }, { lab, signal }) => {
    const directory = partitionDirectory(lab, numberOf(broker), TOPIC, numberOf(partition))
    const kind = part === 'committed' ? 'offset' : 'group'
    const found = (await recordsOf(directory, signal)).flatMap(({ record, segment }) => {
      const decoded = decodedRecord(TOPIC, record.key, record.value)
      const fields = new Map((decoded?.fields ?? []).map(({ name, value }) => [name, value]))
      if (decoded?.kind !== kind || fields.get('group') !== groupId) return []
      const told = decoded.fields.filter(({ name, value }) => !name.endsWith('Ms') && value !== null && value !== '')
      return [
        { fields, segment, at: record.offset, text: told.map(({ name, value }) => `${name} ${value}`).join(', ') },
      ]
    })
    const last = found[found.length - 1]
    if (!last) return seen(null, sentence('noRecordOf', { group: groupId }), { path: directory })
    const evidence = [
      sentence('recordAt', { name: `${TOPIC}-${partition}`, offset: last.at, text: last.text }),
      { path: join(directory, last.segment) },
    ] as const
    if (part !== 'committed') return seen(last.fields.get(part) ?? null, ...evidence)
    const newest = new Map(
      found.map(({ fields }) => [`${fields.get('topic')}-${fields.get('partition')}`, fields.get('offset') ?? null]),
    )
    const committed = [...newest].flatMap(([name, offset]) => (offset === null ? [] : [`${name}: ${offset}`]))
    return seen(committed.sort(), ...evidence)
  },
)
