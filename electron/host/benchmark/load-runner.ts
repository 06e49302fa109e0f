import { join } from 'node:path'
import { LabError } from '../api/errors'
import type { InBothLanguages } from '../api/exercise-functions'
import { exitHow } from '../cluster/exit-text'
import { nodeProcessStarter, type StartedProcess } from '../cluster/process-starter'
import { benchmarkWords } from '../words/benchmark-words'
import { sentence } from '../words/wording'
import type { FromLoad, LoadResult, LoadSample, LoadTask, ToLoad } from './load-messages'

export interface LoadEnd {
  result: LoadResult
  problem: string | null
}

const SAMPLE_PATIENCE_MS = 900
const STOP_PATIENCE_MS = 40_000

/** The load process as the benchmark sees it. */
export class LoadRunner {
  private readonly process: StartedProcess
  private exited: InBothLanguages | undefined
  private preparedWaiter:
    | { resolve(size: { records: number; bytes: number }): void; reject(error: Error): void }
    | undefined
  private sampleWaiter: ((sample: LoadSample | null) => void) | undefined
  private finishEnd: ((end: LoadEnd | null) => void) | undefined
  /** Resolves when the load is over; null: its process ended without a word. */
  readonly end = new Promise<LoadEnd | null>((resolve) => {
    this.finishEnd = resolve
  })

  constructor(programs: string, logPath: string, cwd: string) {
    this.process = nodeProcessStarter.start(
      { name: 'load', program: join(programs, 'benchmark', 'load.js'), args: [], cwd, env: {}, logPath },
      {
        message: (message) => this.receive(message as FromLoad),
        exited: ({ code, signal }) => {
          this.exited = sentence(benchmarkWords.loadEnded, { how: exitHow({ signal, code }), path: logPath })
          this.preparedWaiter?.reject(new LabError('INTERNAL', this.exited))
          this.sampleWaiter?.(null)
          this.finishEnd?.(null)
        },
      },
    )
  }

  get problem(): InBothLanguages {
    return this.exited ?? benchmarkWords.loadEndedEarly
  }

  /** Makes all requests and connects. Resolves with how much one round of them is. */
  prepare(task: LoadTask): Promise<{ records: number; bytes: number }> {
    return new Promise((resolve, reject) => {
      this.preparedWaiter = { resolve, reject }
      if (this.exited !== undefined) reject(new LabError('INTERNAL', this.exited))
      this.tell({ type: 'prepare', task })
    })
  }

  go(): void {
    this.tell({ type: 'go' })
  }

  /** Counts so far, and latencies since the last time; null when it does not answer in time. */
  sample(): Promise<LoadSample | null> {
    if (this.exited !== undefined) return Promise.resolve(null)
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.sampleWaiter?.(null), SAMPLE_PATIENCE_MS)
      this.sampleWaiter = (sample) => {
        clearTimeout(timer)
        this.sampleWaiter = undefined
        resolve(sample)
      }
      this.tell({ type: 'sample' })
    })
  }

  /** No further request; `end` follows with the last answers. */
  stop(): void {
    this.tell({ type: 'stop' })
    const timer = setTimeout(() => this.finishEnd?.(null), STOP_PATIENCE_MS)
    timer.unref()
  }

  close(): void {
    this.process.signal('SIGKILL')
  }

  private tell(message: ToLoad): void {
    this.process.send(message)
  }

  private receive(message: FromLoad): void {
    switch (message.type) {
      case 'prepared':
        this.preparedWaiter?.resolve(message)
        break
      case 'sample':
        this.sampleWaiter?.(message.sample)
        break
      case 'done':
        this.finishEnd?.(message)
    }
  }
}
