import type { LogEvent, SegmentDeletionReason } from '../log/log-events'
import type { LogChangeCause, Probe } from '../probe/events'

const CAUSES: Record<SegmentDeletionReason, LogChangeCause> = {
  'retention.ms': 'retention',
  'retention.bytes': 'retention',
  'log start offset': 'deleteRecords',
  compaction: 'cleaner',
  truncation: 'truncation',
  recovery: 'recovery',
  'no room in its indexes': 'recovery',
}

/** What the logs tell, in the probe's words. Truncations are told by the fetcher, who knows why. */
export function tellLogEvent(event: LogEvent, probe: Probe): void {
  switch (event.kind) {
    case 'logCreated':
      probe({ kind: 'logCreated', ...event.topicPartition, directory: event.directory })
      break
    case 'logRenamedForDeletion':
      probe({ kind: 'logDeleted', ...event.topicPartition, directory: event.directory })
      break
    case 'segmentRolled':
      probe({ kind: 'segmentRolled', ...event.topicPartition, baseOffset: event.baseOffset, why: event.reason })
      break
    case 'segmentsDeleted':
      probe({
        kind: 'segmentsDeleted',
        ...event.topicPartition,
        baseOffsets: [...event.baseOffsets],
        bytes: event.bytes,
        cause: CAUSES[event.reason],
      })
      break
    case 'segmentRecovered':
      if (event.bytesCut === 0) break
      probe({
        kind: 'logRecovered',
        ...event.topicPartition,
        recoveredTo: event.baseOffset,
        truncatedBytes: event.bytesCut,
      })
      break
    case 'checkpointWritten': {
      const slash = event.path.lastIndexOf('/')
      probe({ kind: 'checkpointWritten', file: event.path.slice(slash + 1), logDir: event.path.slice(0, slash) })
      break
    }
    default:
      break
  }
}
