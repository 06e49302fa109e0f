import { RecordBatchView } from '../format/record-batch'
import type { CompressionCodec } from '../runtime/codec'
import { analyzeRecords } from './analyze-records'
import type { AppendAsLeaderOptions } from './log'
import type { AppendOrigin, LogAppendInfo } from './log-append-info'
import type { LogCore } from './log-core'
import { LogError, UnexpectedAppendOffsetError } from './log-error'
import type { LogSegment } from './log-segment'
import { validateAndAssignOffsets } from './log-validator'
import type { CompletedTransaction, ProducerAppend } from './producer-append'
import { applyBatch } from './producer-replay'
import type { ProducerBatch } from './producer-state-entry'
import { rollReason } from './roll-decision'

/** Batches ready to be written, with what their headers say. */
interface NumberedRecords {
  records: Buffer
  shallowCount: number
  firstOffset: number
  lastOffset: number
  maxTimestamp: number
  offsetOfMaxTimestamp: number
  logAppendTime: number
  sourceCodec: CompressionCodec
  targetCodec: CompressionCodec
}

export function appendAsLeader(core: LogCore, records: Buffer, options: AppendAsLeaderOptions): LogAppendInfo {
  const { config, name, runtime } = core.context
  const sizeMax = config.maxMessageBytes
  const analysis = analyzeRecords(records, { origin: options.origin, sizeMax, partitionName: name })
  if (analysis.shallowCount === 0) return emptyAppend(core)
  const { sourceCodec } = analysis
  const validated = validateAndAssignOffsets(records.subarray(0, analysis.validBytes), {
    nextOffset: core.logEndOffset,
    leaderEpoch: options.leaderEpoch,
    origin: options.origin,
    nowMs: core.context.nowMs(),
    sourceCodec,
    config,
    codec: runtime.codec,
    partitionName: name,
  })
  if (validated.isRebuilt && validated.records.length > sizeMax) {
    const message = `Message batch size is ${validated.records.length} bytes in append to partition ${name} which exceeds the maximum configured size of ${sizeMax}.`
    throw new LogError('MESSAGE_TOO_LARGE', message)
  }
  const numbered = { ...validated, shallowCount: 1, firstOffset: core.logEndOffset, sourceCodec }
  return write(core, numbered, options.origin)
}

export function appendAsFollower(core: LogCore, records: Buffer): LogAppendInfo {
  const { name } = core.context
  const origin = 'replication'
  const analysis = analyzeRecords(records, { origin, sizeMax: Number.MAX_SAFE_INTEGER, partitionName: name })
  if (analysis.shallowCount === 0) return emptyAppend(core)
  if (!analysis.offsetsMonotonic)
    throw new LogError('INVALID_RECORD', `Out of order offsets found in append to ${name}`)
  if (analysis.firstOffset < core.logEndOffset) {
    throw new UnexpectedAppendOffsetError(
      `Unexpected offset in append to ${name}. First offset ${analysis.firstOffset} is less than the next offset ${core.logEndOffset}. Log start offset = ${core.logStartOffset}`,
      analysis.firstOffset,
      analysis.lastOffset,
    )
  }
  const { sourceCodec } = analysis
  const whole = records.subarray(0, analysis.validBytes)
  return write(core, { ...analysis, records: whole, logAppendTime: -1, targetCodec: sourceCodec }, origin)
}

function emptyAppend(core: LogCore): LogAppendInfo {
  return {
    firstOffset: -1,
    lastOffset: -1,
    maxTimestamp: -1,
    offsetOfMaxTimestamp: -1,
    logAppendTime: -1,
    logStartOffset: core.logStartOffset,
    sourceCodec: 'none',
    targetCodec: 'none',
    shallowCount: 0,
    validBytes: 0,
    duplicate: false,
    firstOffsetMetadata: undefined,
  }
}

/** From here on followers and leaders do the same: epochs, roll, producer check, one write, and only then the offsets move. */
function write(core: LogCore, numbered: NumberedRecords, origin: AppendOrigin): LogAppendInfo {
  const { records, firstOffset, lastOffset } = numbered
  const { config, name } = core.context
  noteLeaderEpochs(core, records)
  if (records.length > config.segmentBytes) {
    const message = `Message batch size is ${records.length} bytes in append to partition ${name}, which exceeds the maximum configured segment size of ${config.segmentBytes}.`
    throw new LogError('RECORD_LIST_TOO_LARGE', message)
  }
  const segment = maybeRoll(core, numbered)
  const state = checkProducers(core, records, origin)
  if (state.duplicate !== undefined) return duplicateAppend(core, numbered, state.duplicate)

  const position = segment.size
  segment.append(records, numbered, origin === 'replication' ? 'replicationAppend' : 'append')
  core.setLogEndOffset(lastOffset + 1)
  for (const append of state.appends.values()) core.producers.update(append)
  for (const completed of state.completed) completeTransaction(core, segment, completed)
  core.producers.mapEndOffset = lastOffset + 1
  core.tail.add({ segmentBaseOffset: segment.baseOffset, position, baseOffset: firstOffset, lastOffset }, records)
  if (core.logEndOffset - core.recoveryPoint >= config.flushMessages) core.flushSync()
  return {
    ...appendInfo(core, numbered),
    firstOffsetMetadata: {
      messageOffset: firstOffset,
      segmentBaseOffset: segment.baseOffset,
      relativePositionInSegment: position,
    },
  }
}

function appendInfo(core: LogCore, numbered: NumberedRecords): LogAppendInfo {
  return {
    firstOffset: numbered.firstOffset,
    lastOffset: numbered.lastOffset,
    maxTimestamp: numbered.maxTimestamp,
    offsetOfMaxTimestamp: numbered.offsetOfMaxTimestamp,
    logAppendTime: numbered.logAppendTime,
    logStartOffset: core.logStartOffset,
    sourceCodec: numbered.sourceCodec,
    targetCodec: numbered.targetCodec,
    shallowCount: numbered.shallowCount,
    validBytes: numbered.records.length,
    duplicate: false,
    firstOffsetMetadata: undefined,
  }
}

function duplicateAppend(core: LogCore, numbered: NumberedRecords, earlier: ProducerBatch): LogAppendInfo {
  return {
    ...appendInfo(core, numbered),
    firstOffset: earlier.lastOffset - earlier.offsetDelta,
    lastOffset: earlier.lastOffset,
    logAppendTime: earlier.timestamp,
    duplicate: true,
  }
}

function noteLeaderEpochs(core: LogCore, records: Buffer): void {
  const batch = new RecordBatchView(records)
  for (let at = 0; at < records.length; at += batch.sizeInBytes) {
    batch.moveTo(records, at)
    if (batch.partitionLeaderEpoch >= 0) core.leaderEpochs.assign(batch.partitionLeaderEpoch, batch.baseOffset)
  }
}

function maybeRoll(core: LogCore, numbered: NumberedRecords): LogSegment {
  const segment = core.segments.active
  const { config } = core.context
  const reason = rollReason({
    segmentSize: segment.size,
    segmentBytes: config.segmentBytes,
    appendSize: numbered.records.length,
    timeWaitedMs: segment.timeWaitedForRollMs(core.context.nowMs(), numbered.maxTimestamp),
    segmentMs: config.cleanupPolicy.compact ? Math.min(config.segmentMs, config.maxCompactionLagMs) : config.segmentMs,
    rollJitterMs: segment.rollJitterMs,
    isIndexFull: segment.offsetIndex.isFull || segment.timeIndex.isFull,
    canHoldLastOffset: segment.canHoldOffset(numbered.lastOffset),
  })
  return reason === undefined ? segment : core.roll(reason, numbered.firstOffset)
}

interface ProducerCheck {
  appends: Map<bigint, ProducerAppend>
  completed: CompletedTransaction[]
  duplicate: ProducerBatch | undefined
}

function checkProducers(core: LogCore, records: Buffer, origin: AppendOrigin): ProducerCheck {
  const check: ProducerCheck = { appends: new Map(), completed: [], duplicate: undefined }
  const batch = new RecordBatchView(records)
  for (let at = 0; at < records.length; at += batch.sizeInBytes) {
    batch.moveTo(records, at)
    if (!batch.hasProducerId) continue
    const { producerId } = batch
    if (origin === 'client') {
      const known = core.producers.entry(producerId)
      check.duplicate = known?.findDuplicate(batch.producerEpoch, batch.baseSequence, batch.lastSequence)
      if (check.duplicate !== undefined) return check
    }
    let append = check.appends.get(producerId)
    if (append === undefined) {
      append = core.producers.prepareAppend(producerId, origin)
      check.appends.set(producerId, append)
    }
    const completed = applyBatch(append, batch, core.context.runtime.codec)
    if (completed !== undefined) check.completed.push(completed)
  }
  return check
}

function completeTransaction(core: LogCore, segment: LogSegment, completed: CompletedTransaction): void {
  if (completed.isAborted) {
    const lastStableOffset = core.producers.lastStableOffsetAfter(completed)
    segment.txnIndex.append({ ...completed, lastStableOffset })
  }
  core.producers.completeTransaction(completed)
}
