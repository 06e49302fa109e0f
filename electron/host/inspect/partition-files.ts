import { join } from 'node:path'
import { offsetOfFileName } from '../../../broker-core/format/file-names'
import {
  decodeLeaderEpochCheckpoint,
  LEADER_EPOCH_CHECKPOINT,
} from '../../../broker-core/format/leader-epoch-checkpoint'
import { decodePartitionMetadata } from '../../../broker-core/format/partition-metadata'
import { decodeProducerSnapshot } from '../../../broker-core/format/producer-snapshot'
import type { EpochEntry } from './epoch-check'
import { saidOf } from './found'
import type { ProblemList } from './problems'
import { hasVanished, readSmallFile } from './read-only-file'
import type { FileReport, SnapshotReport } from './report-schema'

const EPOCHS_SIZE_MAX = 16 * 1024 * 1024
const METADATA_SIZE_MAX = 4096
/** 46 bytes for each producer: 1.4 million of them. */
const SNAPSHOT_SIZE_MAX = 64 * 1024 * 1024
const SNAPSHOTS_MAX = 1000

interface Place {
  directory: string
  prefix: string
  files: readonly FileReport[]
  problems: ProblemList
}

/** undefined: no file, or it cannot be read. */
export async function leaderEpochs({ directory, prefix, problems }: Place): Promise<EpochEntry[] | undefined> {
  try {
    const { content, sizeBytes } = await readSmallFile(join(directory, LEADER_EPOCH_CHECKPOINT), EPOCHS_SIZE_MAX)
    if (sizeBytes > EPOCHS_SIZE_MAX) throw new Error(`${sizeBytes} bytes are no list of epochs`)
    return decodeLeaderEpochCheckpoint(content)
  } catch (error) {
    if (!hasVanished(error))
      problems.add({
        kind: 'checkpointMalformed',
        file: `${prefix}${LEADER_EPOCH_CHECKPOINT}`,
        ...saidOf(error),
      })
    return undefined
  }
}

/** The id of the topic; null: none is stored (Kafka before 2.8). */
export async function topicId({ directory, prefix, files, problems }: Place): Promise<string | null> {
  const name = 'partition.metadata'
  if (!files.some((file) => file.name === name)) return null
  try {
    return decodePartitionMetadata((await readSmallFile(join(directory, name), METADATA_SIZE_MAX)).content).topicId
  } catch (error) {
    if (!hasVanished(error)) problems.add({ kind: 'topicIdMalformed', file: `${prefix}${name}`, ...saidOf(error) })
    return null
  }
}

/** Producer snapshots, oldest first. */
export async function producerSnapshots({ directory, prefix, files, problems }: Place): Promise<SnapshotReport[]> {
  const names = files.filter(({ role }) => role === 'producerSnapshot').slice(-SNAPSHOTS_MAX)
  const reports: SnapshotReport[] = []
  for (const { name } of names) {
    const offset = offsetOfFileName(name)
    if (offset === undefined) continue
    try {
      const { content, sizeBytes } = await readSmallFile(join(directory, name), SNAPSHOT_SIZE_MAX)
      if (sizeBytes > SNAPSHOT_SIZE_MAX) throw new Error(`${sizeBytes} bytes are no snapshot`)
      const producers = decodeProducerSnapshot(content).map((entry) => ({
        ...entry,
        producerId: String(entry.producerId),
      }))
      reports.push({ file: name, offset, producers })
    } catch (error) {
      if (!hasVanished(error)) problems.add({ kind: 'snapshotCorrupt', file: `${prefix}${name}`, ...saidOf(error) })
    }
  }
  return reports
}
