import { type Found, found } from './found'

/** How much a finding matters: `error` data cannot be read or contradicts itself, `warning` Kafka mends or ignores it, `note` normal, explained. */
export const SEVERITIES = ['error', 'warning', 'note'] as const
export type Severity = (typeof SEVERITIES)[number]

interface Words {
  severity: Severity
  /** What it means. */
  meaning: string
  /** What Kafka does about it. */
  kafka: string
}

const TRUNCATES =
  'After an unclean stop a start of Kafka checks every batch from the recovery point on and cuts the log at the first bad one; later segments of the partition are deleted. Followers then fetch the rest from the leader.'
const REBUILT_AFTER_UNCLEAN =
  'Kafka rebuilds the indexes of all segments from the recovery point on after an unclean stop; below it, or after a clean stop, it trusts the file. Deleting the index makes Kafka rebuild it at the next start.'

/** Every kind of finding, explained once. */
export const problemKinds = {
  crcMismatch: {
    severity: 'error',
    meaning:
      'The bytes of the batch are not those that were checksummed when it was written: a bit changed on the way or on the disk.',
    kafka: `${TRUNCATES} Below the recovery point nobody looks until somebody reads: consumers with check.crcs fail, followers stop at CORRUPT_MESSAGE, the log cleaner marks the partition uncleanable.`,
  },
  tornTail: {
    severity: 'warning',
    meaning:
      'The last batch is there in part: the write was cut off (a kill, a full disk, a power loss), or it is going on just now.',
    kafka: TRUNCATES,
  },
  zeroTail: {
    severity: 'warning',
    meaning:
      'Zeros follow the last batch: the file was preallocated (preallocate=true), or the machine lost power before the data reached the disk.',
    kafka: `A preallocated active segment is cut to its data on a clean stop. ${TRUNCATES}`,
  },
  garbage: {
    severity: 'error',
    meaning: 'What stands here cannot be a batch, so nothing behind it in this file can be reached.',
    kafka: TRUNCATES,
  },
  unreachableBatches: {
    severity: 'error',
    meaning: 'Sound batches follow the damage: they could be copied out by hand, but Kafka would cut them off.',
    kafka: TRUNCATES,
  },
  unknownMagic: {
    severity: 'error',
    meaning: 'The format number of the batch is none that exists (0, 1 and 2 do).',
    kafka: 'Brokers read it as format 2 and fail in unforeseen ways; a changed bit is the likely cause.',
  },
  undecodable: {
    severity: 'error',
    meaning: 'The records inside the batch are not as the format says, or do not decompress.',
    kafka:
      'Consumers stop at this offset; they go on when told to seek behind it. The log cleaner marks the partition uncleanable.',
  },
  oldFormat: {
    severity: 'note',
    meaning:
      'The segment holds messages of format 0 or 1, from before Kafka 0.11 or from a message.format.version that old.',
    kafka:
      'Kafka up to 3.x reads them; Kafka 4 does too, but no longer converts for old clients. They have no leader epochs and no producer ids.',
  },
  offsetGap: {
    severity: 'note',
    meaning:
      'Offsets are missing between batches, which is normal after compaction or after deleted transaction markers: kept records keep their offsets.',
    kafka: 'Readers go on with the next offset that is there.',
  },
  offsetDisorder: {
    severity: 'error',
    meaning: 'A batch begins at an offset that an earlier one already passed: offsets in a log only go up.',
    kafka:
      'Recovery after an unclean stop replaces such a segment by an empty one; lookups by offset may miss records until then.',
  },
  baseOffsetMismatch: {
    severity: 'error',
    meaning: "The first batch begins below the base offset in the file's name.",
    kafka:
      'Index entries are relative to that name: Kafka refuses the negative offset and recovers the segment as empty.',
  },
  segmentOverlap: {
    severity: 'error',
    meaning: 'The segment holds offsets that belong to the next one.',
    kafka:
      'Readers see these records twice or not at all; a half-finished swap of the cleaner or files copied by hand are the likely causes.',
  },
  segmentGap: {
    severity: 'note',
    meaning:
      'The next segment begins behind the end of this one: normal after compaction, otherwise a segment file is missing.',
    kafka: 'Readers go on with the next offset that is there.',
  },
  epochDisorder: {
    severity: 'error',
    meaning: 'A batch has a lower leader epoch than one before it: epochs only go up.',
    kafka:
      'Kafka logs a warning and drops the contradicting entries of the epoch cache; truncation by epoch may go wrong.',
  },
  epochFileContradiction: {
    severity: 'error',
    meaning: 'leader-epoch-checkpoint puts an offset into another leader epoch than the batch there says.',
    kafka:
      'Followers ask by epoch where to truncate: a wrong entry makes them cut too much or keep a diverged tail. Recovery after an unclean stop rebuilds the file from the log.',
  },
  epochFileBeyondEnd: {
    severity: 'error',
    meaning: 'leader-epoch-checkpoint has an epoch that begins behind the end of the log.',
    kafka: 'At a start Kafka drops entries from the log end offset on.',
  },
  epochFileMissing: {
    severity: 'warning',
    meaning: 'The log has leader epochs, but there is no leader-epoch-checkpoint beside it.',
    kafka: 'Kafka starts with no epochs and truncates this replica to its high watermark when it becomes a follower.',
  },
  indexSize: {
    severity: 'error',
    meaning: 'The size of the index is no multiple of its entries.',
    kafka: 'Kafka finds it in its sanity check at a start and rebuilds the index from the log.',
  },
  indexMismatch: {
    severity: 'error',
    meaning: 'An index entry does not lead to the batch it names: lookups by offset may begin at a wrong place.',
    kafka: REBUILT_AFTER_UNCLEAN,
  },
  timeIndexMismatch: {
    severity: 'error',
    meaning:
      'A time index entry does not agree with the timestamps in the log: lookups by time may miss records, retention may judge the segment wrongly.',
    kafka: REBUILT_AFTER_UNCLEAN,
  },
  indexMissing: {
    severity: 'warning',
    meaning: 'The segment has no such index.',
    kafka: 'Kafka makes it anew at a start, reading the whole segment.',
  },
  indexNotTrimmed: {
    severity: 'note',
    meaning:
      'Zeros follow the entries: the index of an active segment has its full size in advance (segment.index.bytes) and is trimmed on roll or clean stop.',
    kafka: 'After an unclean stop the indexes from the recovery point on are rebuilt.',
  },
  checkpointMalformed: {
    severity: 'error',
    meaning: 'The checkpoint file does not hold what its format says.',
    kafka:
      'Recovery point and log start offset: a warning, then as if the file were empty. High watermarks and leader epochs: an I/O error that takes the log directory offline.',
  },
  checkpointBeyondEnd: {
    severity: 'error',
    meaning: 'A checkpoint names an offset behind the end of the log: data that was there when it was written is gone.',
    kafka:
      'High watermark: capped at the end of the log. Recovery point: nothing is left to recover. Log start offset: all segments are deleted and the log begins there. Cleaner offset: cleaning begins at the log start.',
  },
  checkpointStale: {
    severity: 'note',
    meaning: 'A checkpoint names a partition that is not in this directory: it was deleted or moved away.',
    kafka: 'The line is ignored and goes with the next write of the file.',
  },
  metaMalformed: {
    severity: 'error',
    meaning: 'meta.properties cannot be read.',
    kafka: 'The broker refuses to start with this directory, or takes it offline.',
  },
  metaMissing: {
    severity: 'note',
    meaning:
      'There is no meta.properties: no broker has used this directory as a log directory yet, or the file was removed.',
    kafka:
      'In ZooKeeper mode the next start writes it; in KRaft mode the directory must be formatted first (kafka-storage.sh format).',
  },
  snapshotCorrupt: {
    severity: 'warning',
    meaning: 'A producer snapshot does not hold what its format says.',
    kafka:
      'Kafka deletes it and takes the next older one, then reads the log from there: a slower start, nothing lost.',
  },
  txnIndexCorrupt: {
    severity: 'error',
    meaning:
      'The transaction index does not hold what its format says: aborted records might be shown to read_committed consumers.',
    kafka: 'Found by the sanity check when the segment is recovered, and rebuilt from the log.',
  },
  topicIdMalformed: {
    severity: 'error',
    meaning: 'partition.metadata does not hold a topic id.',
    kafka: 'The broker takes the log directory offline.',
  },
  orphanFile: {
    severity: 'warning',
    meaning: 'An index without its .log file.',
    kafka: 'Deleted at the next start.',
  },
  unreadable: {
    severity: 'error',
    meaning: 'The file or directory cannot be read.',
    kafka: 'An I/O error takes the whole log directory offline.',
  },
  linkedOut: {
    severity: 'note',
    meaning: 'A symbolic link to somewhere outside the opened directory. It was not followed.',
    kafka: 'Kafka follows it like any directory. Open the directory that it leads to, to look into it.',
  },
  unknownDirectory: {
    severity: 'warning',
    meaning: "A directory whose name is none of Kafka's (topic-partition, with -delete, -future or -stray).",
    kafka: 'Kafka refuses to start while it is there (lost+found and hidden ones are let be by newer releases).',
  },
} as const satisfies Readonly<Record<string, Words>>

export type ProblemKind = keyof typeof problemKinds

export interface Problem {
  kind: ProblemKind
  severity: Severity
  /** Relative to the inspected directory. */
  file: string
  /** Byte in the file; null: the whole file. */
  position: number | null
  /** Offset in the log, where one can be told. */
  offset: number | null
  /** What was found here. */
  what: string
  found: Found['found']
  meaning: string
  kafka: string
}

export interface Finding extends Found {
  kind: ProblemKind
  file: string
  position?: number | null
  offset?: number | null
  /** Where the place makes it better or worse than its kind usually is. */
  severity?: Severity
}

export function problem({ kind, what, found, file, position = null, offset = null, severity }: Finding): Problem {
  const words: Words = problemKinds[kind]
  return {
    kind,
    severity: severity ?? words.severity,
    file,
    position,
    offset,
    what,
    found,
    meaning: words.meaning,
    kafka: words.kafka,
  }
}

/** Of one kind in one file the first few are told one by one, the rest as a number. */
const TOLD_MAX = 5

/** Collects findings; a file that is bad throughout does not fill the memory. */
export class ProblemList {
  private readonly list: Problem[] = []
  private readonly counts = new Map<string, number>()

  add(finding: Finding): void {
    const key = `${finding.kind} ${finding.file}`
    const count = (this.counts.get(key) ?? 0) + 1
    this.counts.set(key, count)
    if (count <= TOLD_MAX) this.list.push(problem(finding))
  }

  /** In the order found, with a line for what was left out. */
  all(): Problem[] {
    const left = [...this.counts].flatMap(([key, count]) => {
      if (count <= TOLD_MAX) return []
      const space = key.indexOf(' ')
      const kind = key.slice(0, space) as ProblemKind
      return [problem({ kind, file: key.slice(space + 1), ...found('more', { count: count - TOLD_MAX }) })]
    })
    return [...this.list, ...left]
  }
}
