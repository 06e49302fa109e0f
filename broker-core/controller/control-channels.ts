import type { StopReplicaResponse } from '../protocol/messages/05-stop-replica'
import type { Runtime } from '../runtime/runtime'
import type { RegisteredBroker } from '../znodes/types'
import { type ControlledPartition, type ControllerContext, partitionName } from './context'
import { ControlChannel } from './control-channel'
import {
  type ControlHeader,
  endpointOf,
  leaderAndIsrMessage,
  type StopOrder,
  stopReplicaMessage,
  updateMetadataMessage,
} from './control-messages'
import { controlVersions } from './control-versions'
import type { ControllerOptions } from './controller-api'
import type { ControllerEvent, DeletionAnswer } from './events'
import { describeBatch, type RequestBatch, recipientsOf } from './request-batch'

export interface ControlChannelsOptions
  extends Pick<ControllerOptions, 'brokerId' | 'settings' | 'connectBroker' | 'gate'> {
  runtime: Pick<Runtime, 'scheduler' | 'logger'>
  context: ControllerContext
  put: (event: ControllerEvent) => void
}

/** The channels to all registered brokers, our own among them (kafka.controller.ControllerChannelManager). */
export class ControlChannels {
  private readonly channels = new Map<number, ControlChannel>()
  private readonly logger
  private batches = 0

  constructor(private readonly options: ControlChannelsOptions) {
    this.logger = options.runtime.logger.named('state.change.logger')
  }

  addBroker(broker: RegisteredBroker): void {
    if (this.channels.has(broker.id)) return
    const listenerName = this.options.settings().interBrokerListenerName
    const endpoint = endpointOf(broker, listenerName)
    if (endpoint === undefined) {
      this.logger.error(`Broker ${broker.id} has no listener ${listenerName}; the controller cannot reach it`)
      return
    }
    const connection = this.options.connectBroker(broker.id, endpoint)
    const { scheduler } = this.options.runtime
    this.channels.set(broker.id, new ControlChannel(broker.id, connection, scheduler, this.logger))
  }

  removeBroker(brokerId: number): void {
    this.channels.get(brokerId)?.close()
    this.channels.delete(brokerId)
  }

  closeAll(): void {
    this.options.gate?.forget()
    for (const channel of this.channels.values()) channel.close()
    this.channels.clear()
  }

  queueLengths(): { brokerId: number; length: number }[] {
    return [...this.channels.values()].map(({ brokerId, length }) => ({ brokerId, length }))
  }

  /** Hands the batch over, for each broker LeaderAndIsr first, then UpdateMetadata, then StopReplica. */
  send(batch: RequestBatch): void {
    if (batch.isEmpty) return
    const number = ++this.batches
    // What goes to nobody has nothing to wait for.
    const gate = recipientsOf(batch).some((id) => this.reaches(id)) ? this.options.gate : undefined
    const held = gate?.pass(() => ({
      kind: 'controllerPropagation',
      batch: number,
      requests: describeBatch(batch).filter(({ brokerId }) => this.reaches(brokerId)),
    }))
    this.sendLeadership(batch, held)
    this.sendMetadata(batch, held)
    this.sendStops(batch, held)
    const outcome = { kind: 'propagated', batch: number } as const
    if (held === undefined) gate?.passed(outcome)
    else void held.then((useful) => (useful ? gate?.passed(outcome) : undefined))
  }

  private sendLeadership(batch: RequestBatch, held: Promise<boolean> | undefined): void {
    const { context, put, settings } = this.options
    for (const [brokerId, ordersByPartition] of batch.leadership) {
      const header = this.headerFor(brokerId)
      if (header === undefined) continue
      const orders = [...ordersByPartition.values()]
      const leading = orders.filter(({ state }) => state.leader === brokerId).length
      this.logger.info(
        `Sending LeaderAndIsr request to broker ${brokerId} with ${leading} become-leader and ${orders.length - leading} become-follower partitions`,
      )
      this.channels.get(brokerId)?.send({
        kind: 'leaderAndIsr',
        held,
        version: this.versionsFor(ordersByPartition.keys()).leaderAndIsr,
        body: leaderAndIsrMessage(header, orders, context, settings().interBrokerListenerName),
        answered: (response) => put({ kind: 'leaderAndIsrResponse', brokerId, response }),
      })
    }
  }

  private sendMetadata(batch: RequestBatch, held: Promise<boolean> | undefined): void {
    const { context, put } = this.options
    const news = [...batch.metadata.values()]
    if (batch.metadataRecipients.size === 0) return
    this.logger.info(
      `Sending UpdateMetadata request to brokers ${[...batch.metadataRecipients].join(',')} for ${news.length} partitions`,
    )
    const { updateMetadata: version } = this.versionsFor(batch.metadata.keys())
    for (const brokerId of batch.metadataRecipients) {
      const header = this.headerFor(brokerId)
      if (header === undefined) continue
      this.channels.get(brokerId)?.send({
        kind: 'updateMetadata',
        held,
        version,
        body: updateMetadataMessage(header, news, context),
        answered: (response) => put({ kind: 'updateMetadataResponse', brokerId, response }),
      })
    }
  }

  private sendStops(batch: RequestBatch, held: Promise<boolean> | undefined): void {
    for (const [brokerId, ordersByPartition] of batch.stops) {
      const header = this.headerFor(brokerId)
      if (header === undefined) continue
      const orders = [...ordersByPartition.values()]
      this.logger.info(`Sending StopReplica request for ${orders.length} replicas to broker ${brokerId}`)
      this.channels.get(brokerId)?.send({
        kind: 'stopReplica',
        held,
        version: this.versionsFor(ordersByPartition.keys()).stopReplica,
        body: stopReplicaMessage(header, orders),
        answered: (response) => this.stopAnswered(brokerId, orders, response),
      })
    }
  }

  private stopAnswered(brokerId: number, orders: readonly StopOrder[], response: StopReplicaResponse): void {
    const started = this.options.context.topicsWithDeletionStarted
    const deleting = new Set(
      orders.filter(({ deletePartition }) => deletePartition).map(({ partition }) => partitionName(partition)),
    )
    const answers = response.partitionErrors
      .map(
        ({ topicName, partitionIndex, errorCode }): DeletionAnswer => ({
          topic: topicName,
          partition: partitionIndex,
          errorCode,
        }),
      )
      .filter((answer) => started.has(answer.topic) && deleting.has(partitionName(answer)))
    if (answers.length === 0) return
    this.options.put({ kind: 'deletionResponse', brokerId, errorCode: response.errorCode, answers })
  }

  /** undefined: the broker is not registered (any more), so nothing is sent. */
  private reaches(brokerId: number): boolean {
    return this.options.context.brokers.has(brokerId)
  }

  private headerFor(brokerId: number): ControlHeader | undefined {
    const { context, brokerId: controllerId } = this.options
    const broker = context.brokers.get(brokerId)
    return broker && { controllerId, controllerEpoch: context.epoch, brokerEpoch: broker.epoch }
  }

  private versionsFor(partitions: Iterable<ControlledPartition>): ReturnType<typeof controlVersions> {
    const { context, settings } = this.options
    const allHaveIds = [...partitions].every(({ topic }) => context.topicIds.has(topic))
    return controlVersions(settings().interBrokerProtocolVersion, allHaveIds)
  }
}
