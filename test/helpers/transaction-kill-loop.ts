import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { BrokerProcess } from './broker-process'
import { TestCluster } from './cluster'
import { eventually } from './eventually'
import { copyProblems, openTransactions } from './exactly-once-problems'
import { inSync, RECOVERY_PATIENCE_MS, restartAll, strike, unregistered } from './faults'
import { CoordinatorLink, coordinatorOf, fetchOffsets } from './group-requests'
import { NumberedProducer } from './numbered-producer'
import { startProcess, type TestProcess } from './processes'
import { repositoryRoot } from './programs'
import { python } from './python'
import { RawClient } from './raw-client'
import { readBackProblems } from './read-back'
import { replicaDifferences } from './replica-files'
import { Seeded } from './seeded'
import { internalPartition, TRANSACTION_TOPIC, transactionStates } from './transaction-requests'

const [SOURCE, TARGET, SIDE] = ['source', 'target', 'side']
const OFFSETS_TOPIC = '__consumer_offsets'
const GROUP = 'copiers'
const COPIERS = ['copier-a', 'copier-b']
const PARTITIONS = 3
const INTERNAL_PARTITIONS = 3
const TOPICS = [SOURCE, TARGET, SIDE, OFFSETS_TOPIC, TRANSACTION_TOPIC]
const ABORT_SHARE = 0.2
const RECORDS_BETWEEN = 100
const PRODUCER_PACE_MS = 100
/** A transaction is held again when a client gave it up meanwhile. */
const HOLD_ATTEMPTS = 3
const HOLD_PATIENCE_MS = 20_000
/** Longer than any fault takes without a client's help. */
const STALL_MS = 15_000
const COPY_PATIENCE_MS = 120_000

/**
 * Prepared: one target's leader is frozen, so that its marker cannot be written; the coordinator is killed when PrepareCommit is in its
 * log, and the frozen leader comes back. All prepared: all three are killed at that moment, so that the next coordinator knows nothing.
 */
export const TRANSACTION_ROUNDS = [
  'kill -9',
  'prepared',
  'kill -9',
  'prepared',
  'all prepared',
  'SIGTERM',
  'freeze',
] as const
export type TransactionRound = (typeof TRANSACTION_ROUNDS)[number]

export function planTransactionRounds(count: number, seed: number): TransactionRound[] {
  const seeded = new Seeded(seed)
  const rounds: TransactionRound[] = []
  while (rounds.length < count) rounds.push(...seeded.shuffled(TRANSACTION_ROUNDS))
  return rounds.slice(0, count)
}

export interface TransactionKillLoopResult {
  /** Broken promises, as sentences. */
  problems: string[]
  rounds: string[]
  copied: number
  /** Transactions aborted on purpose. */
  aborted: number
}

/** An exactly-once copy from topic to topic while the coordinators of its transactions die; then all brokers are killed once more. */
export async function runTransactionKillLoop(
  rounds: readonly TransactionRound[],
  seed: number,
): Promise<TransactionKillLoopResult> {
  const cluster = await TestCluster.start({
    properties: {
      'min.insync.replicas': 2,
      'offsets.topic.replication.factor': 3,
      'offsets.topic.num.partitions': INTERNAL_PARTITIONS,
      'transaction.state.log.replication.factor': 3,
      'transaction.state.log.min.isr': 2,
      'transaction.state.log.num.partitions': INTERNAL_PARTITIONS,
      'auto.leader.rebalance.enable': false,
    },
  })
  const loop = new TransactionKillLoop(cluster, seed)
  try {
    await loop.start()
    for (const round of rounds) {
      await loop.perform(round)
      // The last round told is the one that broke it.
      if (loop.violated) break
    }
    return await loop.finish()
  } catch (error) {
    await loop.abandon()
    const told = [`seed ${seed}, after ${loop.told.join('; ')}: ${(error as Error).message}`, ...loop.copierTails()]
    throw new Error(cluster.problem(told.join('\n')))
  }
}

class TransactionKillLoop {
  readonly told: string[] = []
  private readonly addresses: string[]
  private readonly client: RawClient
  private readonly seeded: Seeded
  private readonly producers: NumberedProducer[]
  private readonly group: CoordinatorLink
  private readonly control: string
  private python = ''
  private copiers: TestProcess[] = []
  private copierRestarts = 0
  private holds = 0
  /** Values of the side topic whose transactions reached PrepareCommit, by partition. */
  private readonly prepared: { partition: number; value: string }[] = []

  constructor(
    private readonly cluster: TestCluster,
    private readonly seed: number,
  ) {
    this.seeded = new Seeded(seed)
    this.addresses = cluster.bootstrap.split(',')
    this.client = new RawClient(this.addresses)
    this.group = new CoordinatorLink(this.addresses, GROUP)
    this.control = join(cluster.directory, 'control.json')
    this.producers = Array.from({ length: PARTITIONS }, (_, partition) => {
      const own = new Seeded(seed + partition + 1)
      return new NumberedProducer(this.addresses, SOURCE!, partition, own, PRODUCER_PACE_MS)
    })
  }

  async start(): Promise<void> {
    for (const name of [SOURCE!, TARGET!]) {
      await this.client.createTopic({ name, partitions: PARTITIONS, replicationFactor: 3 })
    }
    // A partition for each broker that no other can take over.
    await this.client.createTopic({
      name: SIDE!,
      assignment: this.cluster.ids.map((id) => [id]),
      configs: { 'min.insync.replicas': '1' },
    })
    for (const producer of this.producers) producer.start()
    this.python = await python()
    this.startCopiers()
    await this.progress()
    await inSync(this.cluster, this.client, TOPICS as string[])
  }

  async perform(round: TransactionRound): Promise<void> {
    const copier = this.seeded.integer(0, COPIERS.length - 1)
    const { id } = await coordinatorOf(this.client, this.addresses, COPIERS[copier]!, 'transaction')
    const coordinator = this.cluster.broker(id)
    const atOnce = this.seeded.next() >= 0.5
    if (round === 'prepared' || round === 'all prepared') {
      const { transactionalId, frozen } = await this.prepare(copier, coordinator)
      if (round === 'prepared') await this.killCoordinator(coordinator, frozen, atOnce)
      else await restartAll(this.cluster, this.client, TOPICS as string[])
      const victim = round === 'prepared' ? `broker ${id}` : 'all brokers'
      this.told.push(`kill -9 on ${victim} between PrepareCommit of ${transactionalId} and its marker on ${frozen.id}`)
    } else {
      await new Promise((resolve) => setTimeout(resolve, this.seeded.integer(0, 300)))
      // librdkafka sends TxnOffsetCommit to the group coordinator that it knows, and waits for it to come back: nothing may be asked meanwhile.
      await strike(round, coordinator, this.cluster, { progress: () => Promise.resolve(), atOnce })
      this.told.push(`${round} on ${id}`)
    }
    await inSync(this.cluster, this.client, TOPICS as string[])
    await this.progress()
  }

  /** What was copied, once everything was, after all brokers were killed once more. */
  async finish(): Promise<TransactionKillLoopResult> {
    for (const producer of this.producers) await producer.stop()
    const ends = await Promise.all(this.producers.map(({ partition }) => this.client.endOffset(SOURCE!, partition)))
    const copied = ends.reduce((sum, end) => sum + end, 0)
    await this.copiedAtLeast(copied)
    for (const copier of this.copiers) copier.signal('SIGTERM')
    const ended = await Promise.all(this.copiers.map((copier) => copier.line(/"told": "ended"/, RECOVERY_PATIENCE_MS)))
    const aborted = ended.reduce((sum, line) => sum + (JSON.parse(line) as { aborted: number }).aborted, 0)
    const copy = {
      ...{ from: SOURCE!, to: TARGET!, side: SIDE!, prepared: this.prepared, aborted },
      ...{ partitionCount: PARTITIONS, internalPartitions: INTERNAL_PARTITIONS },
    }
    const problems = await openTransactions(this.client, copy)
    await restartAll(this.cluster, this.client, TOPICS as string[])
    problems.push(...(await openTransactions(this.client, copy)), ...(await copyProblems(this.client, copy)))
    // A copy of what is left says nothing about what was lost before it was copied.
    for (const producer of this.producers) {
      problems.push(...readBackProblems(producer, await this.client.readRecords(SOURCE!, producer.partition)))
    }
    this.close()
    await this.cluster.stopAll()
    for (const topic of [TARGET!, OFFSETS_TOPIC, TRANSACTION_TOPIC]) {
      for (let partition = 0; partition < PARTITIONS; partition++) {
        problems.push(...replicaDifferences(this.cluster.brokers, `${topic}-${partition}`))
      }
    }
    return { problems, rounds: this.told, copied, aborted }
  }

  /** After a failure: nothing is waited for. */
  async abandon(): Promise<void> {
    for (const producer of this.producers) await producer.stop(1)
    await Promise.all(this.copiers.map((copier) => copier.stop(1)))
    this.close()
  }

  get violated(): boolean {
    return this.producers.some(({ violations }) => violations.length > 0)
  }

  copierTails(): string[] {
    return this.copiers.map((copier) => `--- ${copier.name}\n${copier.tail(15)}`)
  }

  private close(): void {
    this.group.close()
    this.client.close()
  }

  /** A transaction in PrepareCommit that cannot get further, because a leader that has to write a marker is frozen. */
  private async prepare(copier: number, coordinator: BrokerProcess) {
    const frozen = this.seeded.pick(this.cluster.brokers.filter((broker) => broker !== coordinator))
    for (let attempt = 0; attempt < HOLD_ATTEMPTS; attempt++) {
      const hold = await this.hold(copier, this.cluster.ids.indexOf(frozen.id))
      frozen.pause()
      this.tellCopiers({ ...hold, release: hold.hold })
      if (await this.reachesPrepareCommit(hold.id, frozen)) {
        this.prepared.push({ partition: hold.partition, value: String(hold.hold) })
        return { transactionalId: hold.id, frozen }
      }
      frozen.resume()
    }
    throw new Error(`${COPIERS[copier]} got no transaction to PrepareCommit`)
  }

  private async killCoordinator(coordinator: BrokerProcess, frozen: BrokerProcess, atOnce: boolean): Promise<void> {
    await coordinator.kill('SIGKILL')
    frozen.resume()
    if (coordinator.engine === 'apache' || !atOnce) await unregistered(this.cluster, coordinator)
    await coordinator.start()
  }

  /** Resolves when the copier has a transaction open, with a record in that partition of the side topic. */
  private async hold(copier: number, partition: number) {
    for (let attempt = 0; attempt < HOLD_ATTEMPTS; attempt++) {
      const hold = { id: COPIERS[copier]!, hold: ++this.holds, partition }
      this.tellCopiers(hold)
      const holding = this.copiers[copier]!.line(new RegExp(`"holding", "number": ${hold.hold}}`), HOLD_PATIENCE_MS)
      if (await holding.catch(() => undefined)) return hold
      await this.restartCopiers()
    }
    throw new Error(`${COPIERS[copier]} holds no transaction`)
  }

  private tellCopiers(control: object): void {
    writeFileSync(this.control, JSON.stringify(control))
  }

  private async reachesPrepareCommit(transactionalId: string, frozen: BrokerProcess): Promise<boolean> {
    const client = new RawClient(this.addresses.filter((address) => address !== frozen.address))
    const partition = internalPartition(transactionalId, INTERNAL_PARTITIONS)
    try {
      await eventually(
        async () => {
          const state = (await transactionStates(client, partition)).get(transactionalId)
          if (state !== 'PrepareCommit') throw new Error(`${transactionalId} is in state ${state}`)
        },
        HOLD_PATIENCE_MS,
        20,
      )
      return true
    } catch {
      // The client gave this transaction up; the next may get there.
      return false
    } finally {
      client.close()
    }
  }

  /** Of all source partitions, as the copiers' group has committed them. */
  private async copied(): Promise<number> {
    const wanted = this.producers.map(({ partition }) => ({ topic: SOURCE!, partition }))
    try {
      const { error, offsets } = await fetchOffsets(await this.group.open(), GROUP, wanted)
      if (error !== 0) throw new Error(`OffsetFetch of ${GROUP}: error ${error}`)
      return offsets.reduce((sum, offset) => sum + Math.max(offset, 0), 0)
    } catch (error) {
      this.group.drop()
      throw error
    }
  }

  private async progress(): Promise<void> {
    const now = await eventually(() => this.copied(), RECOVERY_PATIENCE_MS)
    await this.copiedAtLeast(now + RECORDS_BETWEEN)
  }

  /**
   * A copier that stands still is killed and started again, as an application would be: librdkafka 2.16 may wait for ever for a broker
   * that has come back (docs/clients-suites.md). What it left behind must not show.
   */
  private async copiedAtLeast(target: number): Promise<void> {
    let [best, movedAt] = [-1, Date.now()]
    await eventually(async () => {
      const copied = await this.copied().catch(() => best)
      if (copied >= target) return
      if (copied > best) [best, movedAt] = [copied, Date.now()]
      if (Date.now() - movedAt > STALL_MS) {
        await this.restartCopiers()
        movedAt = Date.now()
      }
      throw new Error(`${copied} of ${target} records are copied, the copiers started ${this.copierRestarts + 1} times`)
    }, COPY_PATIENCE_MS)
  }

  private startCopiers(): void {
    this.copiers = COPIERS.map((id, index) => {
      const about = { id, group: GROUP, source: SOURCE, target: TARGET, side: SIDE, control: this.control }
      const options = { ...about, seed: this.seed + index + 10 * this.copierRestarts, abortShare: ABORT_SHARE }
      const script = join(repositoryRoot, 'test/soak/exactly_once_copy.py')
      const args = [script, this.cluster.bootstrap, JSON.stringify(options)]
      return startProcess({ command: this.python, args, name: id })
    })
  }

  private async restartCopiers(): Promise<void> {
    this.copierRestarts++
    for (const copier of this.copiers) copier.signal('SIGKILL')
    await Promise.all(this.copiers.map((copier) => copier.exited))
    // What was to be held is over: a new copier would do it once more.
    this.tellCopiers({})
    this.startCopiers()
    this.told.push('copiers that stood still started again')
  }
}
