import type { BrokerProcess } from './broker-process'
import { TestCluster } from './cluster'
import { sessionTimeoutMs } from './cluster-options'
import { eventually } from './eventually'
import { NumberedProducer } from './numbered-producer'
import { RawClient } from './raw-client'
import { metadata } from './raw-requests'
import { readBackProblems } from './read-back'
import { replicaDifferences } from './replica-files'
import { Seeded } from './seeded'

const TOPIC = 'numbered'
const PARTITIONS = 3
/** A session's end, an election and a restart on a slow machine. */
const RECOVERY_PATIENCE_MS = 60_000
const RECORDS_BETWEEN = 60
/** Less than any session or lag timeout: the followers stay in the ISR. */
const ALONE_MS = 400

export const FAULTS = ['kill -9', 'SIGTERM', 'freeze'] as const
export const TARGETS = ['leader', 'controller', 'follower'] as const
/**
 * Cut off: the leader goes on alone for a moment, its followers frozen; then all three are killed, and the leader comes back last. What
 * it acknowledged alone would be lost, what it wrote alone must be cut.
 */
export type Round =
  | { fault: (typeof FAULTS)[number]; target: (typeof TARGETS)[number] }
  | { fault: 'cut off'; target: 'leader' }

/** `count` rounds: all ten combinations in a random order before any comes again. */
export function planRounds(count: number, seed: number): Round[] {
  const seeded = new Seeded(seed)
  const all: Round[] = FAULTS.flatMap((fault) => TARGETS.map((target) => ({ fault, target })))
  all.push({ fault: 'cut off', target: 'leader' })
  const rounds: Round[] = []
  while (rounds.length < count) rounds.push(...seeded.shuffled(all))
  return rounds.slice(0, count)
}

export interface KillLoopResult {
  /** Broken promises, as sentences. */
  problems: string[]
  acknowledged: number
  retries: number
  rounds: string[]
  cluster: TestCluster
}

/**
 * Faults round after round under load; afterwards all brokers are killed and started once more, the records read back, and the
 * stopped replicas compared. The cluster is stopped when this resolves; its files are there still.
 */
export async function runKillLoop(rounds: readonly Round[], seed: number): Promise<KillLoopResult> {
  const seeded = new Seeded(seed)
  const cluster = await TestCluster.start({ properties: { 'min.insync.replicas': 2 } })
  const client = new RawClient(cluster.brokers.map(({ address }) => address))
  const configs = { 'min.insync.replicas': '2', 'segment.bytes': '100000', 'index.interval.bytes': '1000' }
  await client.createTopic({ name: TOPIC, partitions: PARTITIONS, replicationFactor: 3, configs })
  const addresses = cluster.bootstrap.split(',')
  const producers = Array.from({ length: PARTITIONS }, (_, partition) => {
    return new NumberedProducer(addresses, TOPIC, partition, new Seeded(seed + partition + 1))
  })
  for (const producer of producers) producer.start()
  const told: string[] = []
  try {
    for (const round of rounds) {
      await progress(producers)
      told.push(await perform(round, cluster, client, producers, seeded))
      await inSync(cluster, client)
    }
    await progress(producers)
  } catch (error) {
    for (const producer of producers) await producer.stop(1)
    throw new Error(cluster.problem(`seed ${seed}, after ${told.join('; ')}: ${(error as Error).message}`))
  }
  for (const producer of producers) await producer.stop()
  await restartAll(cluster, client)
  const problems: string[] = []
  for (const producer of producers) {
    problems.push(...readBackProblems(producer, await client.readRecords(TOPIC, producer.partition)))
  }
  client.close()
  await cluster.stopAll()
  for (let partition = 0; partition < PARTITIONS; partition++) {
    problems.push(...replicaDifferences(cluster.brokers, `${TOPIC}-${partition}`))
  }
  const acknowledged = producers.reduce((sum, producer) => sum + producer.acknowledged.size, 0)
  const retries = producers.reduce((sum, producer) => sum + producer.retries, 0)
  return { problems, acknowledged, retries, rounds: told, cluster }
}

const progress = (producers: readonly NumberedProducer[]) =>
  Promise.all(producers.map((producer) => producer.progress(RECORDS_BETWEEN, RECOVERY_PATIENCE_MS)))

async function perform(
  { fault, target }: Round,
  cluster: TestCluster,
  client: RawClient,
  producers: readonly NumberedProducer[],
  seeded: Seeded,
): Promise<string> {
  const broker = await choose(target, cluster, client)
  const told = `${fault} on ${target} ${broker.id}`
  if (fault === 'cut off') {
    await cutOff(broker, cluster, producers)
    return told
  }
  if (fault === 'freeze') {
    broker.pause()
    await unregistered(cluster, broker)
    await progress(producers)
    broker.resume()
    return told
  }
  const exit = await broker.kill(fault === 'kill -9' ? 'SIGKILL' : 'SIGTERM')
  if (fault === 'SIGTERM' && broker.engine === 'highwater' && exit.code !== 0) {
    throw new Error(`${told}: exited with ${exit.signal ?? exit.code}\n${broker.process.tail()}`)
  }
  // Ours waits for its dead self's session to end; an Apache broker does not start before that.
  if (broker.engine === 'apache' || seeded.next() < 0.5) {
    await unregistered(cluster, broker)
    await progress(producers)
  }
  await broker.start()
  return told
}

async function cutOff(
  leader: BrokerProcess,
  cluster: TestCluster,
  producers: readonly NumberedProducer[],
): Promise<void> {
  const followers = cluster.brokers.filter((broker) => broker !== leader)
  for (const follower of followers) follower.pause()
  await new Promise((resolve) => setTimeout(resolve, ALONE_MS))
  await Promise.all(followers.map((follower) => follower.kill('SIGKILL')))
  await leader.kill('SIGKILL')
  await sessionsEnded(cluster)
  await Promise.all(followers.map((follower) => follower.start()))
  await progress(producers)
  await leader.start()
}

/** An Apache broker does not start while its dead self is registered; ours waits by itself. */
async function sessionsEnded(cluster: TestCluster): Promise<void> {
  if (cluster.brokers.every(({ engine }) => engine === 'highwater')) return
  await new Promise((resolve) => setTimeout(resolve, sessionTimeoutMs.apache * 1.5))
}

async function choose(target: Round['target'], cluster: TestCluster, client: RawClient): Promise<BrokerProcess> {
  return eventually(async () => {
    const { leader, replicas } = await client.partition(TOPIC, 0)
    const { controllerId } = await client.metadata()
    const followers = replicas.filter((id) => id !== leader)
    const follower = followers.find((id) => id !== controllerId) ?? followers[0]!
    return cluster.broker({ leader, controller: controllerId, follower }[target])
  })
}

/** Resolves when no other broker counts it any more: its session has ended, or it has left. */
async function unregistered(cluster: TestCluster, broker: BrokerProcess): Promise<void> {
  const others = cluster.brokers.filter((other) => other !== broker)
  const patience = sessionTimeoutMs[broker.engine] + 30_000
  const client = new RawClient(others.map(({ address }) => address))
  try {
    for (const other of others) {
      await eventually(async () => {
        const { brokers } = await metadata(await client.to(other.address), [])
        if (brokers.has(broker.id)) throw new Error(`broker ${other.id} still counts broker ${broker.id}`)
      }, patience)
    }
  } finally {
    client.close()
  }
}

/** Every broker knows all, one controller, and all replicas in sync. */
async function inSync(cluster: TestCluster, client: RawClient): Promise<void> {
  await cluster.waitReady(RECOVERY_PATIENCE_MS)
  await eventually(async () => {
    const controllers = new Set<number>()
    for (const { address, id } of cluster.brokers) {
      const { topics, controllerId } = await metadata(await client.to(address), [TOPIC])
      controllers.add(controllerId)
      for (const { partition, leader, isr } of topics.get(TOPIC)?.partitions ?? []) {
        if (leader < 0 || isr.length < 3)
          throw new Error(`broker ${id} sees ${TOPIC}-${partition}: leader ${leader}, ISR ${isr}`)
      }
    }
    if (controllers.size !== 1) throw new Error(`brokers name different controllers: ${[...controllers]}`)
  }, RECOVERY_PATIENCE_MS)
}

async function restartAll(cluster: TestCluster, client: RawClient): Promise<void> {
  await Promise.all(cluster.brokers.map((broker) => broker.kill('SIGKILL')))
  await sessionsEnded(cluster)
  await Promise.all(cluster.brokers.map((broker) => broker.start()))
  await inSync(cluster, client)
}
