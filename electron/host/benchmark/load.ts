import { makePool, POOL_BYTES_MAX, type PooledRequest } from './batch-pool'
import { Latencies } from './latencies'
import { LoadConnection } from './load-connection'
import type { LoadResult, LoadSample, LoadTask } from './load-messages'
import { dueMs, isSent, maySend, type SendState } from './send-plan'

const nowMs = (): number => {
  const [seconds, nanoseconds] = process.hrtime()
  return seconds * 1000 + nanoseconds / 1e6
}

const TICK_MS = 1
/** After the last request was sent, answers are waited for so long. */
const ANSWER_PATIENCE_MS = 35_000

/** Sends ready-made requests at their time and measures when they are acknowledged. */
export class Load {
  private readonly latencies = new Latencies()
  private sent = 0
  private recordsSent = 0
  private outstanding = 0
  private records = 0
  private bytes = 0
  private requests = 0
  private startMs = 0
  private lastAnswerMs = 0
  private sentMs: number | undefined
  private stopped = false
  private timer: ReturnType<typeof setInterval> | undefined
  private finish: ((problem: string | null) => void) | undefined
  private problem: string | null = null

  private constructor(
    private readonly task: LoadTask,
    private readonly pool: readonly PooledRequest[],
    private readonly connections: LoadConnection[],
  ) {}

  /** `poolBytesMax`: of requests held in memory; a longer load sends them again. */
  static async prepare(task: LoadTask, poolBytesMax = POOL_BYTES_MAX): Promise<Load> {
    const { topic, workload } = task
    const pool = makePool({ topic, workload, nowMs: Date.now(), bytesMax: poolBytesMax })
    const connections: LoadConnection[] = []
    const load = new Load(task, pool, connections)
    const listener = {
      acknowledged: (request: PooledRequest, due: number) => load.acknowledged(request, due),
      failed: (problem: string) => load.failed(problem),
    }
    const opening = task.leaders.map(({ host, port }) => LoadConnection.open(host, port, listener))
    connections.push(...(await Promise.all(opening)))
    return load
  }

  get size(): { requests: number; records: number; bytes: number } {
    return {
      requests: this.pool.length,
      records: this.pool.reduce((sum, { records }) => sum + records, 0),
      bytes: this.pool.reduce((sum, { batchBytes }) => sum + batchBytes, 0),
    }
  }

  /** Resolves with what kept it from its end, or null. */
  run(): Promise<string | null> {
    return new Promise((resolve) => {
      this.finish = (problem) => {
        clearInterval(this.timer)
        for (const connection of this.connections) connection.close()
        resolve(problem)
      }
      if (this.problem !== null) {
        this.finish(this.problem)
        return
      }
      this.startMs = nowMs()
      this.lastAnswerMs = this.startMs
      this.timer = setInterval(() => this.pump(), TICK_MS)
      this.pump()
    })
  }

  stop(): void {
    this.stopped = true
  }

  sample(): LoadSample {
    const { records, bytes, requests } = this
    return { records, bytes, requests, ...this.latencies.takeRecent() }
  }

  result(): LoadResult {
    const { records, bytes, requests, latencies } = this
    const seconds = Math.max(0, this.lastAnswerMs - this.startMs) / 1000
    return { records, bytes, requests, seconds, latencyMs: latencies.summary(), latencyCurve: latencies.curve() }
  }

  private state(elapsedMs: number): SendState {
    const { recordsSent, task, outstanding } = this
    const { rate, partitions } = task.workload
    const outstandingBytes = this.connections.reduce((sum, connection) => sum + connection.outstandingBytes, 0)
    return { recordsSent, elapsedMs, outstandingRequests: outstanding, outstandingBytes, partitions, rate }
  }

  private pump(): void {
    if (this.finish === undefined) return
    for (;;) {
      const now = nowMs()
      const elapsedMs = now - this.startMs
      if (this.isSent(elapsedMs)) {
        this.endWhenAnswered(now)
        return
      }
      const state = this.state(elapsedMs)
      if (!maySend(state)) return
      this.sendNext(this.startMs + dueMs(state))
    }
  }

  private isSent(elapsedMs: number): boolean {
    const { durationMs, records } = this.task.workload
    return isSent({ elapsedMs, durationMs, records, recordsSent: this.recordsSent, stopped: this.stopped })
  }

  private sendNext(due: number): void {
    const index = this.sent++ % this.pool.length
    const request = this.pool[index]!
    this.recordsSent += request.records
    this.outstanding++
    this.connections[request.partition]!.send(request, index, due)
  }

  private acknowledged(request: PooledRequest, due: number): void {
    const now = nowMs()
    this.outstanding--
    this.records += request.records
    this.bytes += request.batchBytes
    this.requests++
    this.lastAnswerMs = now
    this.latencies.add(now - due, request.records)
    this.pump()
  }

  private endWhenAnswered(now: number): void {
    this.sentMs ??= now
    if (this.outstanding === 0) this.end(null)
    else if (now - this.sentMs > ANSWER_PATIENCE_MS)
      this.end(`${this.outstanding} requests were not answered within ${ANSWER_PATIENCE_MS / 1000} s`)
  }

  private failed(problem: string): void {
    this.problem ??= problem
    this.end(problem)
  }

  private end(problem: string | null): void {
    const { finish } = this
    this.finish = undefined
    finish?.(problem)
  }
}
