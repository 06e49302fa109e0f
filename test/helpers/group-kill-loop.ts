import { TestCluster } from './cluster'
import { cutOff, inSync, RECOVERY_PATIENCE_MS, restartAll, strike } from './faults'
import { GroupMember } from './group-member'
import { coordinatorOf } from './group-requests'
import { IdleGroups } from './idle-groups'
import { KafkajsMember } from './kafkajs-member'
import { NumberedProducer } from './numbered-producer'
import { OffsetLedger } from './offset-ledger'
import { allOffsetProblems, OffsetWatch } from './offset-watch'
import { RawClient } from './raw-client'
import { replicaDifferences } from './replica-files'
import { Seeded } from './seeded'

const TOPIC = 'numbered'
const OFFSETS_TOPIC = '__consumer_offsets'
const TOPICS = [TOPIC, OFFSETS_TOPIC]
const PARTITIONS = 4
const OFFSETS_PARTITIONS = 3
const MEMBERS = 3
const RECORDS_BETWEEN = 60
/** Slow enough that a group keeps up on a busy machine. */
const PRODUCER_PACE_MS = 50

export const GROUP_FAULTS = ['kill -9', 'SIGTERM', 'freeze', 'cut off'] as const
export interface GroupRound {
  fault: (typeof GROUP_FAULTS)[number]
  /** A member leaves and another comes at the moment of the fault. */
  rebalance: boolean
}

/** `count` rounds: all eight combinations in a random order before any comes again. */
export function planGroupRounds(count: number, seed: number): GroupRound[] {
  const seeded = new Seeded(seed)
  const all = GROUP_FAULTS.flatMap((fault) => [true, false].map((rebalance) => ({ fault, rebalance })))
  const rounds: GroupRound[] = []
  while (rounds.length < count) rounds.push(...seeded.shuffled(all))
  return rounds.slice(0, count)
}

export interface GroupKillLoopResult {
  /** Broken promises, as sentences. */
  problems: string[]
  rounds: string[]
  /** Of all groups with members. */
  committed: number
}

/** Faults of the coordinator of a group under load, round after round; then all brokers are killed and started once more. */
export async function runGroupKillLoop(rounds: readonly GroupRound[], seed: number): Promise<GroupKillLoopResult> {
  const cluster = await TestCluster.start({
    properties: {
      'min.insync.replicas': 2,
      'offsets.topic.replication.factor': 3,
      'offsets.topic.num.partitions': OFFSETS_PARTITIONS,
      'auto.leader.rebalance.enable': false,
      // One batch a read: a coordinator that takes over is loading for long enough to be asked meanwhile.
      'offsets.load.buffer.size': 1,
    },
  })
  const loop = new GroupKillLoop(cluster, seed)
  try {
    await loop.start()
    for (const round of rounds) await loop.perform(round)
  } catch (error) {
    await loop.abandon()
    throw new Error(cluster.problem(`seed ${seed}, after ${loop.told.join('; ')}: ${(error as Error).message}`))
  }
  const problems = await loop.finish()
  return { problems, rounds: loop.told, committed: loop.loaded.reduce((sum, { committed }) => sum + committed, 0) }
}

class GroupKillLoop {
  readonly told: string[] = []
  /** The groups with members: of the raw client and of kafkajs. */
  readonly loaded = [new OffsetLedger('loaded', PARTITIONS), new OffsetLedger('kafkajs', PARTITIONS)]
  private readonly addresses: string[]
  private readonly client: RawClient
  private readonly seeded: Seeded
  private readonly producers: NumberedProducer[]
  private readonly idle: IdleGroups
  private readonly watch: OffsetWatch
  private readonly kafkajs: KafkajsMember[]
  private members: GroupMember[]

  constructor(
    private readonly cluster: TestCluster,
    seed: number,
  ) {
    this.seeded = new Seeded(seed)
    this.addresses = cluster.bootstrap.split(',')
    this.client = new RawClient(this.addresses)
    this.producers = Array.from({ length: PARTITIONS }, (_, partition) => {
      const own = new Seeded(seed + partition + 1)
      return new NumberedProducer(this.addresses, TOPIC, partition, own, PRODUCER_PACE_MS)
    })
    this.idle = new IdleGroups(this.addresses, TOPIC, OFFSETS_PARTITIONS, new Seeded(seed + 100))
    this.watch = new OffsetWatch(cluster, TOPIC, () => this.ledgers, new Seeded(seed + 200))
    this.members = Array.from({ length: MEMBERS }, () => this.newMember())
    this.kafkajs = [0, 1].map(() => new KafkajsMember(this.addresses, TOPIC, this.loaded[1]!))
  }

  async start(): Promise<void> {
    await this.client.createTopic({ name: TOPIC, partitions: PARTITIONS, replicationFactor: 3 })
    for (const producer of this.producers) producer.start()
    await this.idle.start()
    for (const member of this.members) member.start()
    await Promise.all(this.kafkajs.map((member) => member.start()))
    this.watch.start()
    await inSync(this.cluster, this.client, TOPICS)
    await this.progress()
  }

  async perform({ fault, rebalance }: GroupRound): Promise<void> {
    const [loaded] = this.loaded
    const { id } = await coordinatorOf(this.client, this.addresses, loaded!.group)
    const broker = this.cluster.broker(id)
    this.watch.away.add(id)
    const before = loaded!.generation
    const replaced = rebalance ? this.replaceMember() : undefined
    // A kafkajs that connects anew keeps to the address it tried first for as long as nothing comes from there: it goes on when the
    // frozen broker does.
    const without = fault === 'freeze' ? [loaded!] : this.loaded
    const progress = () => this.progress(without)
    if (fault === 'cut off') await cutOff(broker, this.cluster, progress)
    else await strike(fault, broker, this.cluster, { progress, atOnce: this.seeded.next() >= 0.5 })
    await replaced
    await inSync(this.cluster, this.client, TOPICS)
    this.watch.away.delete(id)
    await this.progress()
    const told = `${fault} on ${id}${rebalance ? ' while members change' : ''}`
    this.told.push(told)
    // A coordinator that was frozen wakes up with sessions that are over, and may still tell that to a member that waits for it.
    if (!rebalance && fault !== 'freeze' && loaded!.generation !== before) {
      loaded!.violate(
        `${told}: the group went from generation ${before} to ${loaded!.generation} though no member changed`,
      )
    }
    await this.expectOffsets(told)
  }

  /** Everything is read, all brokers are killed once more, and what lies there then is compared with what was promised. */
  async finish(): Promise<string[]> {
    for (const producer of this.producers) await producer.stop()
    const ends = await Promise.all(this.producers.map(({ partition }) => this.client.endOffset(TOPIC, partition)))
    for (const ledger of this.loaded) {
      const left = ends.reduce((sum, end) => sum + end, 0) - ledger.committed
      await ledger.progress(left, RECOVERY_PATIENCE_MS)
    }
    await this.stopClients()
    await restartAll(this.cluster, this.client, TOPICS)
    const problems = await allOffsetProblems(this.cluster, TOPIC, this.ledgers, 'the end')
    problems.push(...this.loaded.flatMap((ledger) => ledger.undelivered(ends)))
    problems.push(...this.producers.flatMap(({ violations }) => violations))
    this.client.close()
    await this.cluster.stopAll()
    for (let partition = 0; partition < OFFSETS_PARTITIONS; partition++) {
      problems.push(...replicaDifferences(this.cluster.brokers, `${OFFSETS_TOPIC}-${partition}`))
    }
    return problems
  }

  /** After a failure: nothing is waited for. */
  async abandon(): Promise<void> {
    for (const producer of this.producers) await producer.stop(1)
    await this.stopClients()
    this.client.close()
  }

  private get ledgers(): OffsetLedger[] {
    return [...this.loaded, ...this.idle.ledgers]
  }

  private newMember(): GroupMember {
    return new GroupMember(this.addresses, TOPIC, this.loaded[0]!)
  }

  private async replaceMember(): Promise<void> {
    const gone = this.members.shift()!
    const come = this.newMember()
    this.members.push(come)
    come.start()
    await gone.stop()
  }

  private async progress(ledgers: readonly OffsetLedger[] = this.loaded): Promise<void> {
    await Promise.all(ledgers.map((ledger) => ledger.progress(RECORDS_BETWEEN, RECOVERY_PATIENCE_MS)))
  }

  private async expectOffsets(when: string): Promise<void> {
    const problems = await allOffsetProblems(this.cluster, TOPIC, this.ledgers, when)
    if (problems.length > 0) throw new Error(problems.join('; '))
  }

  private async stopClients(): Promise<void> {
    await this.watch.stop()
    await this.idle.stop()
    await Promise.all([...this.members, ...this.kafkajs].map((member) => member.stop()))
  }
}
