import { z } from 'zod'
import { SEVERITIES } from './problems'

/** What `inspect DIR --json` prints, described in docs/inspect.md. int64 values are numbers, producer ids text. */
const offset = z.number().int().nullable()
const timestamp = z.number().nullable()
const size = z.number().int().min(0)

export const problemSchema = z.strictObject({
  kind: z.string(),
  severity: z.enum(SEVERITIES),
  file: z.string(),
  position: z.number().int().nullable(),
  offset: z.number().nullable(),
  what: z.string(),
  found: z.strictObject({ sentence: z.string(), values: z.record(z.string(), z.union([z.string(), z.number()])) }),
  meaning: z.string(),
  kafka: z.string(),
})

export const fileSchema = z.strictObject({
  name: z.string(),
  role: z.string(),
  leftover: z.boolean(),
  meaning: z.string(),
  sizeBytes: size,
  allocatedBytes: size,
  modifiedMs: z.number(),
})

export const segmentSchema = z.strictObject({
  baseOffset: z.number().int(),
  active: z.boolean(),
  recordCount: size,
  batchCount: size,
  /** Of the `.log` file. */
  sizeBytes: size,
  allocatedBytes: size,
  /** Up to the end of the last whole batch. */
  validBytes: size,
  firstOffset: offset,
  lastOffset: offset,
  firstTimestamp: timestamp,
  maxTimestamp: timestamp,
  gapCount: size,
  missingOffsets: size,
  controlBatches: size,
  transactionalBatches: size,
  compressions: z.record(z.string(), size),
  magics: z.array(z.number().int()),
  offsetIndexEntries: size.nullable(),
  timeIndexEntries: size.nullable(),
  abortedTransactions: z.array(
    z.strictObject({
      producerId: z.string(),
      firstOffset: z.number(),
      lastOffset: z.number(),
      lastStableOffset: z.number(),
    }),
  ),
})

export const snapshotSchema = z.strictObject({
  file: z.string(),
  offset: z.number().int(),
  producers: z.array(
    z.strictObject({
      producerId: z.string(),
      producerEpoch: z.number().int(),
      lastSequence: z.number().int(),
      lastOffset: z.number(),
      offsetDelta: z.number().int(),
      timestamp: z.number(),
      coordinatorEpoch: z.number().int(),
      currentTxnFirstOffset: z.number(),
    }),
  ),
})

export const partitionSchema = z.strictObject({
  topic: z.string(),
  partition: z.number().int(),
  directory: z.string(),
  kind: z.enum(['current', 'delete', 'future', 'stray']),
  meaning: z.string(),
  topicId: z.string().nullable(),
  recordCount: size,
  sizeBytes: size,
  allocatedBytes: size,
  logStartOffset: offset,
  logEndOffset: offset,
  checkpoints: z.strictObject({
    recoveryPoint: offset,
    highWatermark: offset,
    logStartOffset: offset,
    cleanerOffset: offset,
  }),
  leaderEpochs: z.array(z.strictObject({ epoch: z.number().int(), startOffset: z.number().int() })),
  segments: z.array(segmentSchema),
  producerSnapshots: z.array(snapshotSchema),
  files: z.array(fileSchema),
  problems: z.array(problemSchema),
})

export const checkpointSchema = z.strictObject({
  file: z.string(),
  raw: z.string(),
  version: z.number().int().nullable(),
  entries: z.array(z.strictObject({ topic: z.string(), partition: z.number().int(), offset: z.number().int() })),
})

export const reportSchema = z.strictObject({
  dir: z.string(),
  partitions: z.array(partitionSchema),
  /** `logDirectory`, or `partition`: one partition's folder was opened. */
  kind: z.enum(['logDirectory', 'partition']),
  metaProperties: z
    .strictObject({
      raw: z.string(),
      version: z.number().int(),
      clusterId: z.string().nullable(),
      nodeId: z.number().int().nullable(),
      directoryId: z.string().nullable(),
    })
    .nullable(),
  /** null: a partition's folder does not tell. */
  cleanShutdown: z.boolean().nullable(),
  checkpoints: z.array(checkpointSchema),
  files: z.array(fileSchema),
  recordCount: size,
  sizeBytes: size,
  allocatedBytes: size,
  crcChecked: z.boolean(),
  problems: z.array(problemSchema),
})

/** A line of `--records`. */
export const recordLineSchema = z.strictObject({
  topic: z.string(),
  partition: z.number().int(),
  offset: z.number(),
  timestamp: z.number(),
  timestampType: z.enum(['CreateTime', 'LogAppendTime', 'NoTimestampType']),
  /** Text, parsed JSON, hex or base64, as the encoding says; null: there is none. */
  key: z.unknown(),
  keyEncoding: z.enum(['text', 'json', 'hex', 'base64']).nullable(),
  keySize: z.number().int(),
  value: z.unknown(),
  valueEncoding: z.enum(['text', 'json', 'hex', 'base64']).nullable(),
  valueSize: z.number().int(),
  headers: z.array(
    z.strictObject({
      key: z.string(),
      value: z.unknown(),
      valueEncoding: z.enum(['text', 'json', 'hex', 'base64']).nullable(),
    }),
  ),
  sequence: z.number().int(),
  control: z
    .strictObject({ type: z.string(), typeId: z.number().int(), coordinatorEpoch: z.number().int().nullable() })
    .nullable(),
  batch: z.strictObject({
    segment: z.string(),
    position: size,
    sizeBytes: size,
    baseOffset: z.number(),
    lastOffset: z.number(),
    magic: z.number().int(),
    compression: z.string(),
    isValid: z.boolean().nullable(),
    producerId: z.string(),
    producerEpoch: z.number().int(),
    partitionLeaderEpoch: z.number().int(),
    isTransactional: z.boolean(),
    isControl: z.boolean(),
  }),
  /** Of `__consumer_offsets`, `__transaction_state` and `__cluster_metadata`: what the bytes say. */
  decoded: z.unknown().optional(),
})

export type DirectoryReport = z.infer<typeof reportSchema>
export type PartitionReport = z.infer<typeof partitionSchema>
export type SegmentReport = z.infer<typeof segmentSchema>
export type FileReport = z.infer<typeof fileSchema>
export type CheckpointReport = z.infer<typeof checkpointSchema>
export type SnapshotReport = z.infer<typeof snapshotSchema>
export type RecordLine = z.infer<typeof recordLineSchema>
