import { kindOfFileName, offsetOfFileName } from '../../../broker-core/format/file-names'

/** What a file or directory in a log directory is for, in a sentence. `leftover`: the trace of something begun or over. */
export interface FileRole {
  role: string
  leftover: boolean
  meaning: string
}

const role = (name: string, meaning: string): FileRole => ({ role: name, leftover: false, meaning })
const leftover = (name: string, meaning: string): FileRole => ({ role: name, leftover: true, meaning })

/** Files with a name of their own. */
export const namedFiles: Readonly<Record<string, FileRole>> = {
  'meta.properties': role('metaProperties', 'whose directory it is: cluster id and broker or node id'),
  '.lock': role('lock', 'held by the broker that has the directory open; it stays behind, only the lock on it counts'),
  '.kafka_cleanshutdown': role(
    'cleanShutdown',
    'the last stop was clean: the next start skips recovery, then removes it',
  ),
  'recovery-point-offset-checkpoint': role('checkpoint', 'up to where each log is known to be on the disk (fsync)'),
  'replication-offset-checkpoint': role('checkpoint', 'high watermark of each partition, written every 5 s'),
  'log-start-offset-checkpoint': role(
    'checkpoint',
    'log start offsets that lie behind the first segment’s base (DeleteRecords, retention)',
  ),
  'cleaner-offset-checkpoint': role('checkpoint', 'up to where the log cleaner has compacted each log'),
  'leader-epoch-checkpoint': role('leaderEpochs', 'where each leader epoch began'),
  'partition.metadata': role('topicId', 'the id of the topic (Kafka 2.8 and later)'),
  'bootstrap.checkpoint': role(
    'metadataSnapshot',
    'metadata that a KRaft cluster begins with (kafka-storage.sh format)',
  ),
  'quorum-state': role('quorumState', 'the vote and epoch of this KRaft controller'),
}

const segmentFiles: Readonly<Record<string, FileRole>> = {
  log: role('log', 'the records of the segment'),
  offsetIndex: role('offsetIndex', 'offset to byte position, sparse'),
  timeIndex: role('timeIndex', 'timestamp to offset, sparse'),
  txnIndex: role('txnIndex', 'aborted transactions whose marker lies in the segment'),
  snapshot: role('producerSnapshot', 'what was known of every producer below the offset in the name'),
  deleted: leftover(
    'deleted',
    'deleted by retention, compaction or truncation; removed after file.delete.delay.ms, or at the next start',
  ),
  cleaned: leftover('cleaned', 'output of the log cleaner that was not finished; removed at the next start'),
  swap: leftover(
    'swap',
    'finished output of the log cleaner about to replace its sources; the next start completes that',
  ),
}

/** What a file in a log directory or partition directory is for. */
export function fileRole(name: string): FileRole {
  const known = namedFiles[name]
  if (known !== undefined) return known
  const kind = segmentFiles[kindOfFileName(name)]
  if (kind !== undefined) return kind
  if (/^\d{20}-\d{10}\.checkpoint$/.test(name))
    return role('metadataSnapshot', 'KRaft metadata as of the offset and epoch in the name')
  if (/^\d{20}-\d{10}\.checkpoint\.(part|deleted)$/.test(name))
    return leftover('metadataSnapshot', 'a KRaft snapshot being written, or deleted')
  if (name.endsWith('.tmp'))
    return leftover('temporary', 'being written when it was last seen: the finished file takes its place by a rename')
  return role('unknown', 'not a file of Kafka’s')
}

export type DirectoryKind = 'current' | 'delete' | 'future' | 'stray'

export interface DirectoryRole {
  topic: string
  partition: number
  kind: DirectoryKind
}

/** A partition's directory by its name, those of newer releases included; undefined: no partition. */
export function directoryRole(name: string): DirectoryRole | undefined {
  const marked = /^(.+)\.[0-9a-f]{32}-(delete|future|stray)$/.exec(name)
  const match = /^(.+)-(\d{1,10})$/.exec(marked?.[1] ?? name)
  if (match === null || (marked === null && /-(delete|future|stray)$/.test(name))) return undefined
  const partition = Number(match[2])
  if (partition > 0x7fffffff) return undefined
  return { topic: match[1]!, partition, kind: (marked?.[2] ?? 'current') as DirectoryKind }
}

export const directoryMeanings: Readonly<Record<DirectoryKind, string>> = {
  current: 'a replica of this broker',
  delete: 'of a deleted topic or a replica moved away; removed after file.delete.delay.ms, or at the next start',
  future: 'a replica being moved here from another directory of the same broker (AlterReplicaLogDirs)',
  stray: 'a replica that the cluster no longer assigns to this broker (KRaft); left for a person to remove',
}

/** Base offset of a leftover's file: `00000000000000000100.log.deleted`. */
export const leftoverOffset = (name: string): number | undefined => offsetOfFileName(name)
