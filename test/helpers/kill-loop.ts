import type { BrokerProcess } from './broker-process'
import { TestCluster } from './cluster'
import { eventually } from './eventually'
import { cutOff, inSync, RECOVERY_PATIENCE_MS, restartAll, strike } from './faults'
import { NumberedProducer } from './numbered-producer'
import { RawClient } from './raw-client'
import { readBackProblems } from './read-back'
import { replicaDifferences } from './replica-files'
import { Seeded } from './seeded'

const TOPIC = 'numbered'
const PARTITIONS = 3
const RECORDS_BETWEEN = 60

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
      await inSync(cluster, client, [TOPIC])
    }
    await progress(producers)
  } catch (error) {
    for (const producer of producers) await producer.stop(1)
    throw new Error(cluster.problem(`seed ${seed}, after ${told.join('; ')}: ${(error as Error).message}`))
  }
  for (const producer of producers) await producer.stop()
  await restartAll(cluster, client, [TOPIC])
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
  if (fault === 'cut off') await cutOff(broker, cluster, () => progress(producers))
  else await strike(fault, broker, cluster, { progress: () => progress(producers), atOnce: seeded.next() >= 0.5 })
  return `${fault} on ${target} ${broker.id}`
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
