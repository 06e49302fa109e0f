/**
 * Bytes that a broker moved, by what moved them. The broker counts them where it meets the system: files, sockets, the channel to the lab.
 * Beside them the kernel's own counters of the process. All numbers are bytes; counters run since the broker's process began.
 */

/** Causes of bytes read from files, in the order of a stack. */
export const ioReadCauses = [
  /** Segments read for consumers; what the memory tail serves is not read at all. */
  'consumerFetch',
  'followerFetch',
  'cleanerRead',
  'index',
  /** Offset checkpoints, leader epochs, producer snapshots, partition.metadata, meta.properties. */
  'checkpoint',
  /** Recovery after an unclean end, and what a start reads of segments. */
  'recovery',
  /** Anything else in the log directories: searches by time, loads of the coordinators. */
  'other',
] as const

/** Causes of bytes written to files, in the order of a stack. */
export const ioWriteCauses = [
  'append',
  'replicationAppend',
  'cleanerWrite',
  'index',
  'checkpoint',
  'recovery',
  'other',
] as const

export type IoReadCause = (typeof ioReadCauses)[number]
export type IoWriteCause = (typeof ioWriteCauses)[number]

/** Counters at one moment. */
export interface IoBytes {
  read: Record<IoReadCause, number>
  write: Record<IoWriteCause, number>
  /** Bytes of files that were removed. Removing writes no data: not part of `write`. */
  deleted: number
}

/** What a broker moves besides the files of its log directories. */
export interface IoChannels {
  socketsIn: number
  socketsOut: number
  /** To and from the lab: telemetry and events. */
  ipcIn: number
  ipcOut: number
  /** Lines of the broker's own log. */
  logLines: number
}

/** What broker and kernel counted between the same two moments. */
export interface IoCrossCheck {
  /** From when on both count: after the program had loaded its modules. */
  sinceMs: number
  atMs: number
  /** Files, sockets and channel, as the broker counts them. */
  countedRead: number
  countedWritten: number
  /** rchar and wchar of /proc/PID/io: bytes of read and write calls, sockets included, whether or not a disk was touched. */
  processRead: number
  processWritten: number
  /** Process minus counted: wake-ups of the event loop (8 bytes each), modules loaded later, messages the kernel counts otherwise. */
  differenceRead: number
  differenceWritten: number
  /** read_bytes and write_bytes: what really went from and to a disk. Less than was read: page cache; less than was written: not yet written back. */
  diskRead: number
  diskWritten: number
}

/** One second of one broker, or of one partition on it: bytes that were moved in it. null: no report came. */
export interface IoSample {
  /** End of the second. */
  atMs: number
  /** In the order of `ioReadCauses` and `ioWriteCauses`. */
  read: number[] | null
  write: number[] | null
  deleted: number | null
  /** Only of a broker; null of a partition. */
  socketsIn: number | null
  socketsOut: number | null
  /** The process's read_bytes and write_bytes in this second; only of a broker. */
  diskRead: number | null
  diskWritten: number | null
}

/** A stretch of time on the charts. `toMs` null: it is not over; equal to `fromMs`: a moment. */
export interface IoMark {
  kind: 'roll' | 'cleaner' | 'retention' | 'brokerDown' | 'start'
  brokerId: number
  topicPartition: string | null
  fromMs: number
  toMs: number | null
  /** What the timeline says of it, English. */
  text: string
  /** The event that says so. */
  seq: number
}

export interface IoBrokerView {
  brokerId: number
  pid: number | null
  /** null: it told nothing yet. */
  bytes: IoBytes | null
  channels: IoChannels | null
  /** Bytes in the last full second. */
  perSecond: IoBytes | null
  /** null where the system shows no such counters. */
  crossCheck: IoCrossCheck | null
}

export interface IoPartitionView {
  brokerId: number
  topic: string
  partition: number
  /** null: not hosted there, or not told yet. */
  bytes: IoBytes | null
  perSecond: IoBytes | null
}

export interface IoView {
  readMs: number
  brokers: IoBrokerView[]
  /** Of the broker that `Interest.io` asks for: samples later than `afterMs`, oldest first, at most ten minutes of them. */
  samples: { brokerId: number; intervalMs: number; samples: IoSample[] } | null
  /** Of the partition asked for, on that broker; history begins when a page first asks. */
  partition: (IoPartitionView & { intervalMs: number; samples: IoSample[] }) | null
  /** On that broker, within the ten minutes, oldest first. */
  marks: IoMark[]
  /** The whole machine (systeminformation); null where the system does not tell. */
  machine: { readBytesPerSecond: number | null; writeBytesPerSecond: number | null } | null
}

/** What a page wants of it. */
export interface IoInterest {
  brokerId: number
  partition: { topic: string; partition: number } | null
  /** `atMs` of the newest sample the page has; 0: all. */
  afterMs: number
}
