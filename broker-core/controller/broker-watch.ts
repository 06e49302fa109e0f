import type { Brokers, StateChangeReason } from '../probe/reasons'
import type { RegisteredBroker } from '../znodes/types'
import { partitionNames } from './context'
import { brokerChanges } from './decisions/broker-changes'
import { sameEndpoints } from './decisions/same-endpoints'
import type { Reassignments } from './reassignment'
import { targetReplicas } from './replica-assignment'
import { type ReplicaFailureParts, replicasBecameOffline } from './replica-failure'
import { tellMetadata } from './tell-metadata'

export interface BrokerWatchParts extends ReplicaFailureParts {
  reassignments: Reassignments
}

/** Brokers that come, go and change (KafkaController.processBrokerChange and what follows). */
export class BrokerWatch {
  constructor(private readonly machines: BrokerWatchParts) {}

  /** Compares /brokers/ids with what is known; a higher epoch under a known id is a death and a start. */
  async brokersChanged(): Promise<void> {
    const { context, channels, znodes, logger } = this.machines.parts
    const registered = await znodes.brokers.live({ watchIds: true })
    const { added, bounced, removed } = brokerChanges(context.brokers, registered)
    const ids = (brokers: readonly { id: number }[]) => brokers.map(({ id }) => id)
    logger.info(
      `Newly added brokers: ${ids(added).join(',')}, deleted brokers: ${removed.join(',')}, bounced brokers: ${ids(bounced).join(',')}, all live brokers: ${ids(registered).join(',')}`,
    )
    for (const { id } of bounced) channels.removeBroker(id)
    for (const broker of [...added, ...bounced]) channels.addBroker(broker)
    for (const id of removed) channels.removeBroker(id)
    if (added.length > 0) await this.started(added, 'started')
    if (bounced.length > 0) {
      await this.failed(ids(bounced), 'restarted')
      await this.started(bounced, 'restarted')
    }
    if (removed.length > 0) await this.failed(removed, 'failed')
  }

  /** New endpoints of a registered broker. */
  async brokerModified(brokerId: number): Promise<void> {
    const { parts } = this.machines
    const { context, znodes, logger } = parts
    const known = context.brokers.get(brokerId)
    const current = await znodes.brokers.get(brokerId, { watch: true })
    if (known === undefined || current === undefined || sameEndpoints(known.endpoints, current.endpoints)) return
    logger.info(`Updated endpoints of broker ${brokerId}`)
    context.brokers.set(brokerId, { ...current, epoch: known.epoch })
    tellMetadata(parts, context.liveOrShuttingDownBrokerIds(), [])
  }

  private async started(brokers: readonly RegisteredBroker[], how: 'started' | 'restarted'): Promise<void> {
    const { parts, partitionStates, replicaStates, deletion, reassignments } = this.machines
    const { context, logger } = parts
    for (const broker of brokers) {
      context.brokers.set(broker.id, broker)
      context.replicasOnOfflineDirs.delete(broker.id)
    }
    const ids = brokers.map(({ id }) => id)
    const why: StateChangeReason = `${brokersText(ids)} ${how}`
    const others = context.liveOrShuttingDownBrokerIds().filter((id) => !ids.includes(id))
    tellMetadata(parts, others, [])
    tellMetadata(parts, ids, context.partitions())
    const replicas = context.replicasOnBrokers(ids)
    await replicaStates.move(replicas, 'OnlineReplica', why)
    await partitionStates.triggerOnline(why)
    await reassignments.resume((partition) => targetReplicas(partition.assignment).some((id) => ids.includes(id)))
    const waiting = replicas.map(({ partition }) => partition).filter(({ topic }) => context.isQueuedForDeletion(topic))
    if (waiting.length > 0) {
      logger.info(`Resuming topic deletion of ${partitionNames(waiting)} since ${why}`)
      await deletion.resumeFor([...new Set(waiting.map(({ topic }) => topic))])
    }
    for (const id of ids) await parts.znodes.brokers.get(id, { watch: true })
  }

  private async failed(brokerIds: readonly number[], how: 'failed' | 'restarted'): Promise<void> {
    const { context, logger } = this.machines.parts
    const shutDown = brokerIds.filter((id) => context.shuttingDown.has(id))
    const why: StateChangeReason = `${brokersText(brokerIds)} ${shutDown.length === brokerIds.length ? 'shut down' : how}`
    logger.info(`Broker failure: ${why}`)
    for (const id of brokerIds) {
      context.brokers.delete(id)
      context.replicasOnOfflineDirs.delete(id)
      context.shuttingDown.delete(id)
    }
    await replicasBecameOffline(this.machines, context.replicasOnBrokers(brokerIds), why)
  }
}

function brokersText(ids: readonly number[]): Brokers {
  return ids.length === 1 ? `broker ${ids[0]!}` : `brokers ${ids.join(',')}`
}
