import { DiskError } from '../runtime/disk'
import type { Runtime } from '../runtime/runtime'
import type { WorkerThread } from '../runtime/workers'
import type {
  CleanerAnswer,
  CleanerFailure,
  CleanerMoved,
  CleanerRequest,
  GroupResult,
  MapResult,
} from './cleaner-messages'
import { CleanerService } from './cleaner-service'
import { CleaningAbortedError } from './cleaning-aborted'

/** Without threads, work goes on for so long before others have their turn. */
const INLINE_SLICE_MS = 4

/** The thread ended by itself: not the log's fault. */
export class CleanerThreadDiedError extends Error {
  constructor(cause: Error) {
    super(`the cleaner thread ended: ${cause.message}`, { cause })
    this.name = 'CleanerThreadDiedError'
  }
}

export interface CleanerWorkerOptions {
  runtime: Pick<Runtime, 'clock' | 'scheduler' | 'disk' | 'codec' | 'workers'>
  /** Shared by all cleaners of a broker: [0] counts those at work. */
  busy: Int32Array
  /** Bytes it read and wrote since it last told; the last of a request before its answer. */
  onMoved(moved: CleanerMoved): void
}

interface Pending {
  resolve(answer: CleanerAnswer): void
  reject(error: Error): void
}

/** One cleaner's thread, as its owner on the event loop sees it: one request at a time. The thread is started when first needed. */
export class CleanerWorker {
  private thread: WorkerThread | undefined
  private pending: Pending | undefined
  private readonly abortFlag: Int32Array

  constructor(private readonly options: CleanerWorkerOptions) {
    this.abortFlag = options.runtime.workers?.sharedIntegers(1) ?? new Int32Array(1)
  }

  get isRunning(): boolean {
    return this.thread !== undefined
  }

  /** Work in progress is no longer wanted: its request rejects with CleaningAbortedError once the thread has let go of every file. */
  abort(): void {
    Atomics.store(this.abortFlag, 0, 1)
  }

  /** New work is wanted again. */
  rearm(): void {
    Atomics.store(this.abortFlag, 0, 0)
  }

  map(request: Extract<CleanerRequest, { kind: 'map' }>): Promise<MapResult> {
    return this.request(request) as Promise<MapResult>
  }

  group(request: Extract<CleanerRequest, { kind: 'group' }>): Promise<GroupResult> {
    return this.request(request) as Promise<GroupResult>
  }

  private async request(request: CleanerRequest): Promise<CleanerAnswer> {
    if (this.pending !== undefined) throw new Error('a cleaner thread does one thing at a time')
    const { busy } = this.options
    Atomics.add(busy, 0, 1)
    try {
      const answer = await new Promise<CleanerAnswer>((resolve, reject) => {
        this.pending = { resolve, reject }
        this.thread ??= this.start()
        this.thread.post(request)
      })
      if (answer.kind === 'failed') throw errorOf(answer)
      return answer
    } finally {
      this.pending = undefined
      Atomics.sub(busy, 0, 1)
    }
  }

  /** Ends the thread and frees its memory; the next request starts another. What it works on is aborted first. */
  async close(): Promise<void> {
    const { thread } = this
    this.thread = undefined
    await thread?.terminate()
  }

  private receive(message: CleanerAnswer | CleanerMoved): void {
    if (message.kind === 'moved') this.options.onMoved(message)
    else this.pending?.resolve(message)
  }

  private start(): WorkerThread {
    const { runtime, busy } = this.options
    const handler = {
      message: (message: unknown) => this.receive(message as CleanerAnswer | CleanerMoved),
      failed: (error: Error) => {
        this.thread = undefined
        this.pending?.reject(new CleanerThreadDiedError(error))
      },
    }
    const thread = runtime.workers?.start('log-cleaner', handler) ?? startInline(runtime, handler.message)
    thread.post({ kind: 'hello', abort: this.abortFlag, busy })
    return thread
  }
}

/** The same work on this event loop, a slice at a time. */
function startInline(
  runtime: CleanerWorkerOptions['runtime'],
  answer: (answer: CleanerAnswer | CleanerMoved) => void,
): WorkerThread {
  const service = new CleanerService({ runtime, answer, sliceMs: INLINE_SLICE_MS })
  return { post: (message) => service.handle(message as CleanerRequest), terminate: async () => undefined }
}

function errorOf(failure: CleanerFailure): Error {
  switch (failure.cause) {
    case 'aborted':
      return new CleaningAbortedError()
    case 'storage':
      return new DiskError(failure.operation, failure.path, failure.code)
    case 'other': {
      const error = new Error(failure.message)
      if (failure.stack !== undefined) error.stack = failure.stack
      return error
    }
  }
}
