import { join } from 'node:path'
import { z } from 'zod'
import { readCheckpointFile } from '../../disk/checkpoint-files'
import { partitionDirectory } from '../partition-directory'
import { sentence } from '../words'
import { brokerArg, numberOf, topicPartition } from './args'
import { defineFact, seen } from './fact'

const offsetFiles = [
  'replication-offset-checkpoint',
  'recovery-point-offset-checkpoint',
  'log-start-offset-checkpoint',
  'cleaner-offset-checkpoint',
] as const

/** The offset that one of a log directory's checkpoint files holds for a partition. */
export const checkpoint = defineFact(
  'checkpoint',
  z.strictObject({ ...topicPartition, broker: brokerArg, file: z.enum(offsetFiles) }),
  ({ topic, partition, broker, file }, { lab }) => {
    const id = numberOf(broker)
    for (const dir of lab.logDirs(id)) {
      const path = join(dir, file)
      const content = readCheckpointFile(path, file)
      const entry = content?.entries.find(({ text }) => text.startsWith(`${topic} ${partition} `))
      if (entry) return seen(Number(entry.text.split(' ')[2]), entry.text, { path, line: entry.line })
    }
    const path = join(lab.logDirs(id)[0] ?? '', file)
    return seen(null, sentence('noLineFor', { topic, partition }), { path })
  },
)

/** `leader-epoch-checkpoint` of a replica: its lines as `epoch startOffset`. */
export const leaderEpochs = defineFact(
  'leaderEpochs',
  z.strictObject({
    ...topicPartition,
    broker: brokerArg,
    part: z.enum(['lines', 'count', 'last', 'lastEpoch']).default('lines'),
  }),
  ({ topic, partition, broker, part }, { lab }) => {
    const directory = partitionDirectory(lab, numberOf(broker), topic, numberOf(partition))
    const path = join(directory, 'leader-epoch-checkpoint')
    const content = readCheckpointFile(path, 'leader-epoch-checkpoint')
    if (!content) return seen(null, sentence('noFile'), { path })
    const lines = content.entries.map(({ text }) => text)
    const last = content.entries[content.entries.length - 1]
    const values = {
      lines,
      count: lines.length,
      last: last?.text ?? null,
      lastEpoch: last ? Number(last.text.split(' ')[0]) : null,
    }
    return seen(values[part], last ? lines.join(' | ') : sentence('noEpoch'), {
      path,
      ...(last ? { line: last.line } : {}),
    })
  },
)
