import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { logConfigFrom } from '../../../broker-core/config/log-config'
import { RecordBatchView } from '../../../broker-core/format/record-batch'
import { type BatchOptions, buildRecordBatch } from '../../../broker-core/format/record-batch-builder'
import { recordsOf } from '../../../broker-core/format/record-batch-reader'
import type { FetchDataInfo } from '../../../broker-core/log/fetch-data-info'
import type { Log } from '../../../broker-core/log/log'
import type { LogEvent } from '../../../broker-core/log/log-events'
import type { LogDirFailure, LogManager, LogManagerOptions } from '../../../broker-core/log/log-manager'
import { startLogManager } from '../../../broker-core/log/start-log-manager'
import { createLogger, createNodeRuntime } from '../../../broker-core/runtime/node'
import type { Runtime } from '../../../broker-core/runtime/runtime'

export const TOPIC = { topic: 'orders', partition: 0 }

/** A log manager on real files in a temporary directory, restartable as after kill -9 or a clean end. */
export class LogFixture {
  readonly root = mkdtempSync(join(tmpdir(), 'highwater-log-'))
  readonly events: LogEvent[] = []
  readonly failures: LogDirFailure[] = []
  readonly lines: string[] = []
  settings = new Map<string, string>()
  options: Partial<LogManagerOptions> = {}
  manager!: LogManager
  runtime!: Runtime

  get directory(): string {
    return join(this.root, 'data')
  }

  async start(settings: Record<string, string> = {}): Promise<Log> {
    for (const [key, value] of Object.entries(settings)) this.settings.set(key, value)
    this.runtime ??= await createNodeRuntime({ logger: createLogger([(line) => void this.lines.push(line)]) })
    this.manager = await startLogManager({
      runtime: this.runtime,
      logDirs: [this.directory],
      configOf: () => logConfigFrom(this.settings),
      events: (event) => void this.events.push(event),
      onLogDirFailure: (failure) => void this.failures.push(failure),
      onAllLogDirsFailed: (failure) => void this.failures.push(failure),
      ...this.options,
    })
    return this.log()
  }

  log(): Log {
    return this.manager.getOrCreateLog(TOPIC, { isNew: true })
  }

  /** As kill -9 leaves it: nothing flushed, no checkpoint, no marker. */
  async kill(): Promise<Log> {
    this.manager.abandon()
    this.events.length = 0
    return this.start()
  }

  async restart(): Promise<Log> {
    await this.manager.shutdown()
    this.events.length = 0
    return this.start()
  }

  /** Events of one kind. */
  seen<K extends LogEvent['kind']>(kind: K): Extract<LogEvent, { kind: K }>[] {
    return this.events.filter((event): event is Extract<LogEvent, { kind: K }> => event.kind === kind)
  }

  dispose(): void {
    this.manager?.abandon()
    rmSync(this.root, { recursive: true, force: true })
  }
}

export interface TestBatch extends BatchOptions {
  count?: number
  timestamp?: number
  valueSize?: number
}

let counter = 0

export function batch({ count = 1, timestamp = 1000, valueSize = 10, ...options }: TestBatch = {}): Buffer {
  const records = Array.from({ length: count }, (_, index) => ({
    key: Buffer.from(`k${index}`),
    value: Buffer.alloc(valueSize, `v${counter++}-`),
    timestamp: timestamp + index,
  }))
  return buildRecordBatch(records, options)
}

export function append(log: Log, options: TestBatch = {}, leaderEpoch = 0) {
  return log.appendAsLeader(batch(options), { leaderEpoch, origin: 'client' })
}

/** Offsets of all records from `startOffset` on, read in several fetches. */
export async function readOffsets(log: Log, runtime: Runtime, startOffset = log.logStartOffset): Promise<number[]> {
  const offsets: number[] = []
  let next = startOffset
  while (next < log.logEndOffset) {
    const info = await log.read(next, 1024 * 1024, { isolation: 'logEnd', minOneMessage: true })
    if (info.size === 0) break
    for (const view of wholeBatches(info)) {
      for (const record of recordsOf(view, runtime.codec)) if (record.offset >= next) offsets.push(record.offset)
      next = view.nextOffset
    }
  }
  return offsets
}

export function wholeBatches(info: FetchDataInfo): RecordBatchView[] {
  const bytes = Buffer.concat(info.records)
  const views: RecordBatchView[] = []
  for (let at = 0; at + 61 <= bytes.length; ) {
    const view = new RecordBatchView(bytes, at)
    if (at + view.sizeInBytes > bytes.length) break
    views.push(view)
    at += view.sizeInBytes
  }
  return views
}

export function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, index) => from + index)
}
