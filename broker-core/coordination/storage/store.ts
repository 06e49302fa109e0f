import type { Disk, DiskFile } from '../../runtime/disk'
import type { Logger } from '../../runtime/logger'
import type { Scheduler } from '../../runtime/time'
import type { Transaction } from '../changes'
import { encodeEntry } from './entries'
import { logName, purgeable, snapshotName, storeFiles } from './file-names'
import { LOG_MAGIC, recover } from './recover'
import { encodeSnapshot } from './snapshot-codec'
import type { ServiceState } from './state'
import { encodeTransaction } from './transaction-codec'

export interface StoreOptions {
  /** Absolute; made when missing. */
  directory: string
  /** Wait for the disk before a transaction counts as durable. Without it a power loss may forget acknowledged writes; a kill does not. */
  fsync: boolean
  /** A snapshot is taken, and a new log begun, after so many transactions … */
  snapshotTransactions: number
  /** … or so many bytes of log. */
  snapshotBytes: number
}

export interface StoreEvents {
  /** Everything up to `durableZxid` survives. */
  durable(): void
  /** The disk refused: nothing more can be promised. */
  failed(error: unknown): void
}

const SNAPSHOTS_KEPT = 2
const SNAPSHOT_WRITE_BYTES = 1024 * 1024

/**
 * The history on disk: transactions are appended before they are answered, and made durable in groups: one fsync covers whatever was
 * written while the one before it ran. Snapshots bound the log.
 */
export class TransactionStore {
  readonly state: ServiceState
  durableZxid: number
  private writtenZxid: number
  private file: DiskFile | undefined
  private filePosition = 0
  private transactionsSinceSnapshot = 0
  private directoryChanged = false
  private syncing = false
  private syncLoop: Promise<void> = Promise.resolve()
  private snapshotting: Promise<void> = Promise.resolve()
  private snapshotRunning = false
  private failure: unknown
  private readonly retired: DiskFile[] = []

  /** Reads what is there. Throws DiskError, CorruptStoreError. */
  constructor(
    private readonly runtime: { disk: Disk; scheduler: Scheduler; logger: Logger },
    private readonly options: StoreOptions,
    private readonly events: StoreEvents,
  ) {
    const { disk, logger } = runtime
    disk.makeDirectory(options.directory)
    const { state, tail } = recover(disk, options.directory, logger)
    this.state = state
    this.writtenZxid = state.lastZxid
    this.durableZxid = state.lastZxid
    if (tail !== undefined) {
      this.file = disk.open(`${options.directory}/${tail.name}`, 'write')
      this.filePosition = tail.size
    }
  }

  /** Writes a transaction that `state` already shows; it is durable once `durableZxid` reaches it. Throws DiskError. */
  append(transaction: Transaction): void {
    if (this.failure !== undefined) throw this.failure
    try {
      this.write(transaction)
    } catch (error) {
      this.fail(error)
      throw error
    }
    if (!this.options.fsync) this.durableZxid = transaction.zxid
    else if (!this.syncing) this.syncLoop = this.sync()
    if (this.wantsSnapshot()) this.takeSnapshot()
  }

  /** Resolves when the snapshot under way, if any, is finished. */
  settled(): Promise<void> {
    return this.snapshotting
  }

  /** A last snapshot makes the next start quick. Nothing may be appended afterwards. */
  async close(): Promise<void> {
    await this.syncLoop
    await this.snapshotting
    if (this.failure === undefined) {
      if (this.transactionsSinceSnapshot > 0) this.takeSnapshot()
      await this.snapshotting
    }
    this.file?.close()
    for (const file of this.retired.splice(0)) file.close()
  }

  private write(transaction: Transaction): void {
    const file = this.file ?? this.beginLog(transaction.zxid)
    if (this.filePosition === 0) this.filePosition += file.write([LOG_MAGIC], 0)
    this.filePosition += file.write(encodeEntry(encodeTransaction(transaction)), this.filePosition)
    this.writtenZxid = transaction.zxid
    this.transactionsSinceSnapshot++
  }

  private beginLog(firstZxid: number): DiskFile {
    this.file = this.runtime.disk.open(`${this.options.directory}/${logName(firstZxid)}`, 'create')
    this.filePosition = 0
    this.directoryChanged = true
    return this.file
  }

  private async sync(): Promise<void> {
    this.syncing = true
    try {
      while (this.durableZxid < this.writtenZxid) {
        const upTo = this.writtenZxid
        const files = [...this.retired.splice(0), ...(this.file === undefined ? [] : [this.file])]
        const directory = this.directoryChanged
        this.directoryChanged = false
        await Promise.all(files.map((file) => file.sync()))
        if (directory) await this.runtime.disk.syncDirectory(this.options.directory)
        for (const file of files) if (file !== this.file && !this.retired.includes(file)) file.close()
        this.durableZxid = upTo
        this.events.durable()
      }
    } catch (error) {
      this.fail(error)
    } finally {
      this.syncing = false
    }
  }

  private fail(error: unknown): void {
    if (this.failure !== undefined) return
    this.failure = error
    this.events.failed(error)
  }

  private wantsSnapshot(): boolean {
    if (this.snapshotRunning) return false
    const { snapshotTransactions, snapshotBytes } = this.options
    return this.transactionsSinceSnapshot >= snapshotTransactions || this.filePosition >= snapshotBytes
  }

  /** The state is encoded now, at one zxid; it is written in slices while the service goes on with a new log. */
  private takeSnapshot(): void {
    const { lastZxid } = this.state
    const buffers = encodeSnapshot(this.state)
    if (this.file !== undefined) {
      if (this.syncing || this.durableZxid < this.writtenZxid) this.retired.push(this.file)
      else this.file.close()
      this.file = undefined
    }
    this.transactionsSinceSnapshot = 0
    this.snapshotRunning = true
    this.snapshotting = this.writeSnapshot(lastZxid, buffers)
      .catch((error: unknown) => this.fail(error))
      .finally(() => {
        this.snapshotRunning = false
      })
  }

  private async writeSnapshot(zxid: number, buffers: readonly Buffer[]): Promise<void> {
    const { disk, scheduler, logger } = this.runtime
    const path = `${this.options.directory}/${snapshotName(zxid)}`
    disk.removeSync(`${path}.tmp`)
    const file = disk.open(`${path}.tmp`, 'create')
    try {
      let position = 0
      for (const slice of slices(buffers, SNAPSHOT_WRITE_BYTES)) {
        position += file.write(slice, position)
        await new Promise<void>((resolve) => scheduler.soon(resolve))
      }
      await file.sync()
    } finally {
      file.close()
    }
    disk.rename(`${path}.tmp`, path)
    await disk.syncDirectory(this.options.directory)
    logger.info(`Snapshotted 0x${zxid.toString(16)} to ${path}`)
    await this.purge()
  }

  private async purge(): Promise<void> {
    const { disk } = this.runtime
    const names = disk.list(this.options.directory).map(({ name }) => name)
    for (const name of purgeable(storeFiles(names), SNAPSHOTS_KEPT)) {
      await disk.remove(`${this.options.directory}/${name}`)
    }
  }
}

/** The buffers in order, in groups of about `size` bytes. */
function* slices(buffers: readonly Buffer[], size: number): IterableIterator<Buffer[]> {
  let group: Buffer[] = []
  let bytes = 0
  for (const buffer of buffers) {
    group.push(buffer)
    bytes += buffer.length
    if (bytes < size && group.length < 512) continue
    yield group
    group = []
    bytes = 0
  }
  if (group.length > 0) yield group
}
