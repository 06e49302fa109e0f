import { RawClient } from './raw-client'
import type { RawConnection } from './raw-connection'
import { encodeBatch } from './raw-records'
import { initProducerId, produce } from './raw-requests'
import type { Seeded } from './seeded'

/** Errors after which a producer asks for the leader again and sends the same batch, as the Java client does. */
const RETRIABLE = new Map([
  [2, 'CORRUPT_MESSAGE'],
  [3, 'UNKNOWN_TOPIC_OR_PARTITION'],
  [5, 'LEADER_NOT_AVAILABLE'],
  [6, 'NOT_LEADER_OR_FOLLOWER'],
  [7, 'REQUEST_TIMED_OUT'],
  [9, 'REPLICA_NOT_AVAILABLE'],
  [19, 'NOT_ENOUGH_REPLICAS'],
  [20, 'NOT_ENOUGH_REPLICAS_AFTER_APPEND'],
  [56, 'KAFKA_STORAGE_ERROR'],
  [74, 'FENCED_LEADER_EPOCH'],
  [75, 'UNKNOWN_LEADER_EPOCH'],
])
/** For the oldest batch in flight these say that the leader's log is not the one that was acknowledged. */
const UNFORGIVABLE = new Map([
  [45, 'OUT_OF_ORDER_SEQUENCE_NUMBER, so the leader lacks what was acknowledged'],
  [46, 'DUPLICATE_SEQUENCE_NUMBER for one of the last five batches'],
  [47, 'INVALID_PRODUCER_EPOCH'],
  [59, 'UNKNOWN_PRODUCER_ID'],
])
const RETRY_BACKOFF_MS = 50
const MAX_BATCH = 20
/** What the Java client allows, and what a broker remembers of a producer. */
const MAX_IN_FLIGHT = 5
/** Share of batches with one record: an error of one in an offset shows in those. */
const SINGLES = 0.5

interface Pending {
  /** Number of its first record, which is its sequence too. */
  first: number
  count: number
  bytes: Buffer
}

/**
 * Writes numbered records to one partition, idempotent and acks=all, up to five batches in flight, each until it is acknowledged; and
 * keeps every acknowledgement. Its own client, because it must know for each record what it was told.
 */
export class NumberedProducer {
  /** Offset by record number. */
  readonly acknowledged = new Map<number, number>()
  /** What no broker may ever answer; ends the producer. */
  readonly violations: string[] = []
  retries = 0
  private readonly client: RawClient
  /** Known until something goes wrong. */
  private leader: RawConnection | undefined
  private stopping = false
  private givenUp = false
  private finished: Promise<void> | undefined
  private waiters: { count: number; resolve(): void; reject(error: Error): void }[] = []

  constructor(
    bootstrap: readonly string[],
    readonly topic: string,
    readonly partition: number,
    private readonly seeded: Seeded,
    private readonly paceMs = 2,
  ) {
    this.client = new RawClient(bootstrap)
  }

  start(): void {
    this.finished = this.write()
  }

  /** Stops after the batch in flight is acknowledged, or after `patienceMs` without an answer. */
  async stop(patienceMs = 30_000): Promise<void> {
    this.stopping = true
    const timer = setTimeout(() => {
      this.givenUp = true
      this.client.close()
    }, patienceMs)
    await this.finished
    clearTimeout(timer)
    this.client.close()
  }

  /** Resolves when `count` more records are acknowledged than now. */
  async progress(count: number, timeoutMs: number): Promise<void> {
    const target = this.acknowledged.size + count
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<never>((_, reject) => {
      const message = () =>
        `${this.topic}-${this.partition} stands at ${this.acknowledged.size} of ${target} after ${timeoutMs} ms`
      timer = setTimeout(
        () => reject(new Error(`${message()}; ${this.violations.join('; ') || this.lastProblem}`)),
        timeoutMs,
      )
    })
    const reached = new Promise<void>((resolve, reject) => {
      this.waiters.push({ count: target, resolve, reject })
      this.rejectAll()
    })
    await Promise.race([reached, late]).finally(() => clearTimeout(timer))
  }

  /** A broken promise ends all waiting. */
  private rejectAll(): void {
    if (this.violations.length === 0) return
    for (const { reject } of this.waiters) reject(new Error(this.violations.join('; ')))
    this.waiters = []
  }

  private lastProblem = 'no error so far'

  private async write(): Promise<void> {
    const producer = await this.untilAnswered(async () => {
      const answer = await initProducerId(await this.client.controller())
      if (answer.error !== 0) throw new Error(`InitProducerId: error ${answer.error}`)
      return answer
    })
    if (!producer) return
    let sequence = 0
    let pending: Pending[] = []
    while (!this.givenUp && this.violations.length === 0) {
      const window = this.stopping ? 0 : this.seeded.integer(1, MAX_IN_FLIGHT)
      while (pending.length < window) {
        pending.push(this.batch(producer, sequence))
        sequence += pending.at(-1)!.count
      }
      if (pending.length === 0) return
      pending = (await this.untilAnswered(() => this.sendAll(pending))) ?? []
      await new Promise((resolve) => setTimeout(resolve, this.paceMs))
    }
  }

  private batch(producer: { producerId: bigint; producerEpoch: number }, baseSequence: number): Pending {
    const count = this.seeded.next() < SINGLES ? 1 : this.seeded.integer(2, MAX_BATCH)
    const filler = 'v'.repeat(baseSequence % 200)
    const values = Array.from({ length: count }, (_, index) => `${this.partition}:${baseSequence + index}:${filler}`)
    return { first: baseSequence, count, bytes: encodeBatch(values, { ...producer, baseSequence }) }
  }

  /** Sends all at once and in order; answers those that have to be sent again. Rejects when none of them got anywhere. */
  private async sendAll(pending: readonly Pending[]): Promise<Pending[]> {
    const leader = this.leader ?? (await this.client.leader(this.topic, this.partition))
    this.leader = undefined
    const sends = pending.map(({ bytes }) => produce(leader, this.topic, this.partition, bytes, { timeoutMs: 3_000 }))
    const answers = await Promise.allSettled(sends)
    const again: Pending[] = []
    let problem: Error | undefined
    for (const [index, answer] of answers.entries()) {
      const batch = pending[index]!
      if (answer.status === 'fulfilled' && answer.value.error === 0) {
        this.keep(answer.value.baseOffset, batch)
        continue
      }
      problem ??= answer.status === 'rejected' ? (answer.reason as Error) : this.judge(answer.value.error, batch)
      again.push(batch)
    }
    if (again.length === 0) this.leader = leader
    if (problem && again.length === pending.length) throw problem
    return again
  }

  /** The first refusal of a window; those behind it follow from it. */
  private judge(error: number, { first }: Pending): Error {
    const name = RETRIABLE.get(error)
    if (name) return new Error(name)
    this.violations.push(
      `${this.topic}-${this.partition}, batch at record ${first}: ${UNFORGIVABLE.get(error) ?? `error ${error}`}`,
    )
    this.rejectAll()
    return new Error(this.violations[0])
  }

  private async untilAnswered<T>(attempt: () => Promise<T>): Promise<T | undefined> {
    for (;;) {
      try {
        return await attempt()
      } catch (error) {
        this.lastProblem = (error as Error).message
        if (this.givenUp || this.violations.length > 0) return undefined
        this.retries++
        await new Promise((resolve) => setTimeout(resolve, RETRY_BACKOFF_MS))
      }
    }
  }

  private keep(baseOffset: number, { first, count }: Pending): void {
    for (let index = 0; index < count; index++) this.acknowledged.set(first + index, baseOffset + index)
    const reached = this.waiters.filter((waiter) => this.acknowledged.size >= waiter.count)
    this.waiters = this.waiters.filter((waiter) => !reached.includes(waiter))
    for (const { resolve } of reached) resolve()
  }
}
