/**
 * Threads for work on bytes that would keep the event loop from its requests. What is posted is copied; a worker sees nothing of its
 * starter but messages and shared integers. A runtime without threads has no `Workers`: the same work then runs in slices.
 */
export interface Workers {
  /** Starts a program of this runtime in a thread of its own. A thread that cannot start reports it as its failure. */
  start(program: WorkerProgram, handler: WorkerHandler): WorkerThread
  /** Integers, all 0, that stay shared when they are posted: flags to be read with Atomics while the other side is busy. */
  sharedIntegers(count: number): Int32Array
}

export type WorkerProgram = 'log-cleaner'

export interface WorkerHandler {
  message(message: unknown): void
  /** The thread ended without being asked to. Called at most once, no message follows. */
  failed(error: Error): void
}

export interface WorkerThread {
  /** Typed arrays and plain data arrive as they are. */
  post(message: unknown): void
  /** Ends it, whatever it does. Resolves when it is gone. */
  terminate(): Promise<void>
}
