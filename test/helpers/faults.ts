import type { BrokerProcess } from './broker-process'
import type { TestCluster } from './cluster'
import { sessionTimeoutMs } from './cluster-options'
import { eventually } from './eventually'
import { RawClient } from './raw-client'
import { metadata } from './raw-requests'

/** A session's end, an election and a restart on a slow machine. */
export const RECOVERY_PATIENCE_MS = 60_000
/** Less than any session or lag timeout: the followers stay in the ISR. */
const ALONE_MS = 400

/** Resolves when no other broker counts it any more: its session has ended, or it has left. */
export async function unregistered(cluster: TestCluster, broker: BrokerProcess): Promise<void> {
  const others = cluster.brokers.filter((other) => other !== broker && other.running && !other.paused)
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

/** An Apache broker does not start while its dead self is registered; ours waits by itself. */
export async function sessionsEnded(cluster: TestCluster): Promise<void> {
  if (cluster.brokers.every(({ engine }) => engine === 'highwater')) return
  await new Promise((resolve) => setTimeout(resolve, sessionTimeoutMs.apache * 1.5))
}

/** Every broker knows all, one controller, and all replicas of these topics in sync. */
export async function inSync(cluster: TestCluster, client: RawClient, topics: readonly string[]): Promise<void> {
  await cluster.waitReady(RECOVERY_PATIENCE_MS)
  await eventually(async () => {
    const controllers = new Set<number>()
    for (const { address, id } of cluster.brokers) {
      const seen = await metadata(await client.to(address), topics)
      controllers.add(seen.controllerId)
      for (const topic of topics) {
        for (const { partition, leader, replicas, isr } of seen.topics.get(topic)?.partitions ?? []) {
          if (leader < 0 || isr.length < replicas.length)
            throw new Error(`broker ${id} sees ${topic}-${partition}: leader ${leader}, ISR ${isr}`)
        }
      }
    }
    if (controllers.size !== 1) throw new Error(`brokers name different controllers: ${[...controllers]}`)
  }, RECOVERY_PATIENCE_MS)
}

/** All brokers killed and started once more. */
export async function restartAll(cluster: TestCluster, client: RawClient, topics: readonly string[]): Promise<void> {
  await Promise.all(cluster.brokers.map((broker) => broker.kill('SIGKILL')))
  await sessionsEnded(cluster)
  await Promise.all(cluster.brokers.map((broker) => broker.start()))
  await inSync(cluster, client, topics)
}

/**
 * The leader goes on alone for a moment, its followers frozen; then all are killed, and the leader comes back last. What it
 * acknowledged alone would be lost, what it wrote alone must be cut. `progress` waits for those that came back first.
 */
export async function cutOff(
  leader: BrokerProcess,
  cluster: TestCluster,
  progress: () => Promise<unknown>,
): Promise<void> {
  const followers = cluster.brokers.filter((broker) => broker !== leader)
  for (const follower of followers) follower.pause()
  await new Promise((resolve) => setTimeout(resolve, ALONE_MS))
  await Promise.all(followers.map((follower) => follower.kill('SIGKILL')))
  await leader.kill('SIGKILL')
  await sessionsEnded(cluster)
  await Promise.all(followers.map((follower) => follower.start()))
  await progress()
  await leader.start()
}

/** Ends or freezes one broker, waits for progress without it where that is sure to come, and has it back. */
export async function strike(
  fault: 'kill -9' | 'SIGTERM' | 'freeze',
  broker: BrokerProcess,
  cluster: TestCluster,
  options: { progress: () => Promise<unknown>; atOnce: boolean },
): Promise<void> {
  if (fault === 'freeze') {
    broker.pause()
    await unregistered(cluster, broker)
    await options.progress()
    broker.resume()
    return
  }
  const exit = await broker.kill(fault === 'kill -9' ? 'SIGKILL' : 'SIGTERM')
  if (fault === 'SIGTERM' && broker.engine === 'highwater' && exit.code !== 0) {
    throw new Error(`SIGTERM of ${broker.id}: exited with ${exit.signal ?? exit.code}\n${broker.process.tail()}`)
  }
  // Ours waits for its dead self's session to end; an Apache broker does not start before that.
  if (broker.engine === 'apache' || !options.atOnce) {
    await unregistered(cluster, broker)
    await options.progress()
  }
  await broker.start()
}
