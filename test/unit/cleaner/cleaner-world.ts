import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CleanerConfig } from '../../../broker-core/cleaner/cleaner-config'
import { LogCleaner } from '../../../broker-core/cleaner/log-cleaner'
import { logConfigFrom } from '../../../broker-core/config/log-config'
import { encodeEndTransactionMarker } from '../../../broker-core/format/control-record'
import { RecordBatchView } from '../../../broker-core/format/record-batch'
import { type BatchOptions, buildRecordBatch } from '../../../broker-core/format/record-batch-builder'
import { recordsOf } from '../../../broker-core/format/record-batch-reader'
import type { Log } from '../../../broker-core/log/log'
import type { LogEvent } from '../../../broker-core/log/log-events'
import type { LogDirFailure, LogManager } from '../../../broker-core/log/log-manager'
import { startLogManager } from '../../../broker-core/log/start-log-manager'
import type { ProbeFact } from '../../../broker-core/probe/events'
import type { Disk } from '../../../broker-core/runtime/disk'
import { createLogger, createNodeRuntime } from '../../../broker-core/runtime/node'
import type { Runtime } from '../../../broker-core/runtime/runtime'

export const TOPIC = { topic: 'keys', partition: 0 }
/** The cleaner's sleep: nothing else in these tests waits that long, so it tells when there is nothing left to clean. */
const BACKOFF_MS = 3_600_000

const COMPACTED = {
  'cleanup.policy': 'compact',
  'segment.bytes': '600',
  'min.cleanable.dirty.ratio': '0.01',
  'index.interval.bytes': '100',
  'file.delete.delay.ms': '60000',
}

export interface TestRecord {
  key: string | null
  value: string | null
}

export interface StoredRecord extends TestRecord {
  offset: number
  timestamp: number
}

/** A log manager with a log cleaner on real files, on a wall clock that the test moves. */
export class CleanerWorld {
  readonly root = mkdtempSync(join(tmpdir(), 'highwater-cleaner-'))
  readonly facts: ProbeFact[] = []
  readonly events: LogEvent[] = []
  readonly failures: LogDirFailure[] = []
  readonly lines: string[] = []
  settings = new Map<string, string>(Object.entries(COMPACTED))
  config: CleanerConfig = {
    threads: 1,
    dedupeBufferSize: 4 * 1024 * 1024,
    dedupeBufferLoadFactor: 0.9,
    ioBufferSize: 2 * 65_536,
    ioMaxBytesPerSecond: Number.POSITIVE_INFINITY,
    backoffMs: BACKOFF_MS,
  }
  wallMs = 1_700_000_000_000
  runtime!: Runtime
  manager!: LogManager
  cleaner: LogCleaner | undefined
  private wrapDisk: (disk: Disk) => Disk = (disk) => disk
  private sleeping: (() => void)[] = []
  private whenAsleep: (() => void) | undefined

  get directory(): string {
    return join(this.root, 'data')
  }

  get partitionDirectory(): string {
    return join(this.directory, 'keys-0')
  }

  get log(): Log {
    return this.manager.getOrCreateLog(TOPIC, { isNew: true })
  }

  async start(settings: Record<string, string> = {}, wrapDisk = this.wrapDisk): Promise<Log> {
    for (const [key, value] of Object.entries(settings)) this.settings.set(key, value)
    this.wrapDisk = wrapDisk
    this.runtime = await this.createRuntime()
    this.manager = await startLogManager({
      runtime: this.runtime,
      logDirs: [this.directory],
      configOf: () => logConfigFrom(this.settings),
      events: (event) => void this.events.push(event),
      onLogDirFailure: (failure) => void this.failures.push(failure),
      onAllLogDirsFailed: (failure) => void this.failures.push(failure),
    })
    return this.log
  }

  private async createRuntime(): Promise<Runtime> {
    const real = await createNodeRuntime({ logger: createLogger([(line) => void this.lines.push(line)]) })
    return {
      ...real,
      disk: this.wrapDisk(real.disk),
      clock: { monotonicMs: () => real.clock.monotonicMs(), wallMs: () => this.wallMs },
      scheduler: {
        ...real.scheduler,
        after: (delayMs, task) => {
          if (delayMs === BACKOFF_MS) this.fellAsleep(task)
          return real.scheduler.after(delayMs, task)
        },
      },
    }
  }

  private fellAsleep(wake: () => void): void {
    this.sleeping.push(wake)
    this.whenAsleep?.()
  }

  startCleaner(): LogCleaner {
    this.sleeping = []
    const cleaner = new LogCleaner({
      runtime: this.runtime,
      config: this.config,
      directories: this.manager.liveLogDirs,
      logs: () => this.manager.logsForCleaning(),
      events: (event) => void this.events.push(event),
      probe: (fact) => void this.facts.push(fact),
      onStorageFailure: (directory, error) => this.manager.handleLogDirFailure(directory, error),
    })
    this.manager.useCleaner(cleaner)
    this.cleaner = cleaner
    cleaner.startup()
    return cleaner
  }

  /** Cleans until there is nothing left to clean. */
  async clean(): Promise<void> {
    const asleep = new Promise<void>((resolve) => {
      this.whenAsleep = resolve
    })
    if (this.cleaner === undefined) this.startCleaner()
    else for (const wake of this.sleeping.splice(0)) wake()
    await asleep
  }

  async restart(how: 'kill' | 'clean'): Promise<Log> {
    if (how === 'kill') this.manager.abandon()
    else await this.manager.shutdown()
    this.cleaner = undefined
    return this.start()
  }

  /** Appends one batch, replicated at once. */
  append(records: readonly TestRecord[], options: BatchOptions & { origin?: 'client' | 'replication' } = {}): number {
    const { log } = this
    const encoded = records.map(({ key, value }) => ({
      key: key === null ? null : Buffer.from(key),
      value: value === null ? null : Buffer.from(value),
      timestamp: this.wallMs,
    }))
    const { origin, ...batch } = options
    const bytes = buildRecordBatch(encoded, {
      codec: this.runtime.codec,
      baseOffset: origin === 'replication' ? log.logEndOffset : 0,
      ...batch,
    })
    if (origin === 'replication') log.appendAsFollower(bytes)
    else log.appendAsLeader(bytes, { leaderEpoch: batch.partitionLeaderEpoch ?? 0, origin: 'client' })
    log.updateHighWatermark(log.logEndOffset)
    return log.logEndOffset
  }

  put(key: string, value: string | null, options: BatchOptions = {}): number {
    return this.append([{ key, value }], options)
  }

  marker(type: 'commit' | 'abort', producerId: bigint, producerEpoch = 0): number {
    const { log } = this
    const record = { ...encodeEndTransactionMarker({ type, coordinatorEpoch: 1 }), timestamp: this.wallMs }
    const options = { transactional: true, control: true, producerId, producerEpoch }
    log.appendAsLeader(buildRecordBatch([record], options), { leaderEpoch: 0, origin: 'coordinator' })
    log.updateHighWatermark(log.logEndOffset)
    return log.logEndOffset
  }

  /** The batches in the files, as they lie there. */
  batches(): RecordBatchView[] {
    return this.files('.log').flatMap((name) => {
      const bytes = readFileSync(join(this.partitionDirectory, name))
      const views: RecordBatchView[] = []
      for (let at = 0; at + 61 <= bytes.length; ) {
        const view = new RecordBatchView(bytes, at)
        views.push(view)
        at += view.sizeInBytes
      }
      return views
    })
  }

  /** Records of data, in the files' order. */
  records(): StoredRecord[] {
    return this.batches()
      .filter((batch) => !batch.isControlBatch)
      .flatMap((batch) =>
        [...recordsOf(batch, this.runtime.codec)].map(({ offset, timestamp, key, value }) => ({
          offset,
          timestamp,
          key: key?.toString() ?? null,
          value: value?.toString() ?? null,
        })),
      )
  }

  /** `key=value` of all records of data. */
  content(): string[] {
    return this.records().map(({ key, value }) => `${key}=${value}`)
  }

  files(suffix: string): string[] {
    return readdirSync(this.partitionDirectory)
      .filter((name) => name.endsWith(suffix))
      .sort()
  }

  checkpoint(): string {
    return readFileSync(join(this.directory, 'cleaner-offset-checkpoint'), 'utf8')
  }

  seen<K extends ProbeFact['kind']>(kind: K): Extract<ProbeFact, { kind: K }>[] {
    return this.facts.filter((fact): fact is Extract<ProbeFact, { kind: K }> => fact.kind === kind)
  }

  async dispose(): Promise<void> {
    await this.cleaner?.shutdown()
    this.manager?.abandon()
    rmSync(this.root, { recursive: true, force: true })
  }
}
