import { AccountedDisk, unaccounted } from '../runtime/accounted-disk'
import { type Disk, DiskError } from '../runtime/disk'
import { IoAccount, type IoCounts } from '../runtime/io-account'
import type { Runtime } from '../runtime/runtime'
import { buildOffsetMap, type CleanerTools } from './build-offset-map'
import { type CleaningSession, cleanGroup } from './clean-group'
import { CleanedSegmentWriter } from './cleaned-segment-writer'
import type {
  CleanerAnswer,
  CleanerFailure,
  CleanerHello,
  CleanerMoved,
  CleanerRequest,
  GroupRequest,
  MapRequest,
} from './cleaner-messages'
import { CleaningAbortedError } from './cleaning-aborted'
import { IoThrottle } from './io-throttle'
import { TransactionMetadata } from './transaction-metadata'

/** The owner hears of bytes moved at this pace. */
const TELL_INTERVAL_MS = 250
/** Longest sleep without a look whether the work is still wanted. */
const WAIT_STEP_MS = 50

export interface CleanerServiceOptions {
  runtime: Pick<Runtime, 'clock' | 'scheduler' | 'disk' | 'codec'>
  answer(answer: CleanerAnswer | CleanerMoved): void
  /** Longest stretch of work between two turns of the event loop; Infinity in a thread of its own. */
  sliceMs: number
}

/** The byte work of one cleaner thread: reads, decides what stays, writes `.cleaned` files. It knows nothing of logs and changes none. */
export class CleanerService {
  private shared: CleanerHello | undefined
  private session: CleaningSession | undefined
  /** Where retained aborted transactions of the group in work belong. */
  private writer: CleanedSegmentWriter | undefined
  private readonly throttle = new IoThrottle()
  private readonly account = new IoAccount()
  /** Counted here and told, so that a thread's bytes and those of slices on the owner's loop are accounted alike. */
  private readonly disk: Disk
  private told = { read: 0, written: 0 }
  private toldMs = 0

  constructor(private readonly options: CleanerServiceOptions) {
    this.disk = new AccountedDisk(unaccounted(options.runtime.disk), this.account, 'cleaner')
  }

  handle(message: CleanerHello | CleanerRequest): void {
    if (message.kind === 'hello') {
      this.shared = message
      return
    }
    const work = message.kind === 'map' ? this.map(message) : this.group(message)
    work.catch(failureOf).then((answer) => {
      if (answer.kind === 'failed') this.session = undefined
      this.tellMoved()
      this.options.answer(answer)
    })
  }

  private async map(request: MapRequest): Promise<CleanerAnswer> {
    const tools = this.tools()
    // The last map may be large: it goes before the next is made.
    this.session = undefined
    const { map, result } = await this.drive(buildOffsetMap(request, tools), request)
    const transactions = new TransactionMetadata(tools.codec, (entry) => this.writer?.noteAborted(entry))
    this.session = { map, transactions }
    return result
  }

  private async group(request: GroupRequest): Promise<CleanerAnswer> {
    const tools = this.tools()
    const { session } = this
    if (session === undefined) throw new Error('a group of segments comes before the map')
    const writer = new CleanedSegmentWriter({ disk: this.disk, ...request.target })
    this.writer = writer
    try {
      const result = await this.drive(cleanGroup(request, session, writer, tools), request)
      await writer.finish(request.modifiedMs)
      this.requireWanted()
      return result
    } catch (error) {
      this.abandon(writer)
      throw error
    }
  }

  private tools(): CleanerTools {
    return { disk: this.disk, codec: this.options.runtime.codec }
  }

  private tellMoved(): void {
    const { read, written } = sums(this.account.counts())
    const moved = { read: read - this.told.read, written: written - this.told.written }
    this.told = { read, written }
    this.toldMs = this.options.runtime.clock.monotonicMs()
    if (moved.read + moved.written > 0) this.options.answer({ kind: 'moved', ...moved })
  }

  private abandon(writer: CleanedSegmentWriter): void {
    try {
      writer.abandon()
    } catch (error) {
      // What failed before is the reason to tell; leftovers are removed by the next cleaning or start.
      if (!(error instanceof DiskError)) throw error
    }
  }

  /** Runs work to its end, in slices and no faster than allowed. Rejects once it is no longer wanted. */
  private async drive<T>(work: Generator<number, T>, { limits }: CleanerRequest): Promise<T> {
    const { runtime, sliceMs } = this.options
    const { clock, scheduler } = runtime
    let sliceEndMs = clock.monotonicMs() + sliceMs
    try {
      for (;;) {
        const step = work.next()
        if (step.done) return step.value
        this.requireWanted()
        const nowMs = clock.monotonicMs()
        if (nowMs - this.toldMs >= TELL_INTERVAL_MS) this.tellMoved()
        const waitMs = this.throttle.observe(step.value, limits.bytesPerSecond / this.threadsAtWork, nowMs)
        if (waitMs > 0) await this.wait(waitMs)
        else if (nowMs >= sliceEndMs) await new Promise<void>((resolve) => scheduler.soon(resolve))
        else continue
        this.requireWanted()
        sliceEndMs = clock.monotonicMs() + sliceMs
      }
    } finally {
      // Closes the files that the work has open, if it did not come to its end.
      work.return(undefined as T)
    }
  }

  /** A slow throttle must not hold up an abort. */
  private async wait(waitMs: number): Promise<void> {
    const { scheduler } = this.options.runtime
    for (let left = waitMs; left > 0; left -= WAIT_STEP_MS) {
      await scheduler.sleep(Math.min(left, WAIT_STEP_MS))
      this.requireWanted()
    }
  }

  private requireWanted(): void {
    if (this.shared !== undefined && Atomics.load(this.shared.abort, 0) !== 0) throw new CleaningAbortedError()
  }

  private get threadsAtWork(): number {
    return this.shared === undefined ? 1 : Math.max(1, Atomics.load(this.shared.busy, 0))
  }
}

function sums({ read, written }: IoCounts): { read: number; written: number } {
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
  return { read: sum(read), written: sum(written) }
}

function failureOf(error: unknown): CleanerFailure {
  if (error instanceof CleaningAbortedError) return { kind: 'failed', cause: 'aborted' }
  if (error instanceof DiskError) {
    const { operation, path, code } = error
    return { kind: 'failed', cause: 'storage', operation, path, code }
  }
  if (error instanceof Error) return { kind: 'failed', cause: 'other', message: error.message, stack: error.stack }
  return { kind: 'failed', cause: 'other', message: String(error), stack: undefined }
}
