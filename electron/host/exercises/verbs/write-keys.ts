import { z } from 'zod'
import { buildRecordBatch } from '../../../../broker-core/format/record-batch-builder'
import { produce } from '../../../../broker-core/protocol/messages/00-produce'
import { kafkaFailure } from '../../client/kafka-failure'
import { topicArg } from '../facts/args'
import { sentence } from '../words'
import { defineVerb } from './verb'

const VERSION = 8
const TIMEOUT_MS = 9000
/** Below message.max.bytes, with room for keys and headers. */
const BATCH_BYTES = 128 * 1024

/** Every key gets a value, then every key again, `updates` times: what a compacted topic sees of something that is kept up to date. */
export const writeKeys = defineVerb(
  'writeKeys',
  z.strictObject({
    topic: topicArg,
    keys: z.number().int().min(1).max(10_000),
    updates: z.number().int().min(1).max(100),
    valueBytes: z.number().int().min(1).max(10_000),
  }),
  ({ topic, keys, updates, valueBytes }) => sentence('doWriteKeys', { topic, keys, updates, valueBytes }),
  async ({ topic, keys, updates, valueBytes }, { lab: { client } }) => {
    const leader = await client.leader(topic, 0)
    const inBatch = Math.max(1, Math.floor(BATCH_BYTES / valueBytes))
    let written = 0
    let last = -1
    for (let update = 0; update < updates; update++)
      for (let first = 0; first < keys; first += inBatch) {
        const names = Array.from({ length: Math.min(inBatch, keys - first) }, (_, at) => `key-${first + at}`)
        const batch = batchOf(names, update, valueBytes)
        const answer = await client.broker(leader, produce, VERSION, {
          transactionalId: null,
          acks: -1,
          timeoutMs: TIMEOUT_MS,
          topicData: [{ name: topic, partitionData: [{ index: 0, records: batch }] }],
        })
        const found = answer.responses[0]?.partitionResponses[0]
        if (found?.errorCode !== 0) throw kafkaFailure(found?.errorCode ?? -1, null, `${topic}-0`)
        written += batch.length
        last = found.baseOffset + names.length - 1
      }
    return { output: [sentence('keysWritten', { count: keys * updates, bytes: written, offset: last })] }
  },
)

function batchOf(names: readonly string[], update: number, valueBytes: number): Buffer {
  const value = Buffer.alloc(valueBytes, `${update} `)
  const timestamp = Date.now()
  return buildRecordBatch(names.map((name) => ({ key: Buffer.from(name), value, headers: [], timestamp })))
}
