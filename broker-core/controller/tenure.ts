import type { ControllerEpoch } from '../znodes/operations/controller-znodes'
import { BrokerWatch } from './broker-watch'
import { ControllerContext } from './context'
import { ControlChannels } from './control-channels'
import type { ControllerOptions } from './controller-api'
import { Elections } from './elections'
import { EventProcessor } from './event-processor'
import type { ControllerEvent } from './events'
import { type FailoverParts, takeOver } from './failover'
import { PartitionStateMachine } from './partition-state-machine'
import type { ControllerCounters, ControllerParts } from './parts'
import { Reassignments } from './reassignment'
import { ReplicaStateMachine } from './replica-state-machine'
import { TopicDeletion } from './topic-deletion'
import { newTopicId } from './topic-id'
import { TopicWatch } from './topic-watch'

/** One broker's time as the controller, from its election to its resignation: everything it knows and does belongs to it. */
export class Tenure {
  readonly parts: ControllerParts
  readonly processor: EventProcessor
  readonly elections: Elections
  private readonly machines: FailoverParts

  constructor(
    options: ControllerOptions,
    elected: ControllerEpoch,
    counters: ControllerCounters,
    put: (event: ControllerEvent) => void,
  ) {
    const { runtime, brokerId, settings, connectBroker, gate, znodes, probe } = options
    const context = new ControllerContext(elected.epoch, elected.epochZkVersion)
    const channels = new ControlChannels({ runtime, brokerId, settings, connectBroker, gate, context, put })
    const logger = runtime.logger.named('kafka.controller.KafkaController')
    const stateChanges = runtime.logger.named('state.change.logger')
    const parts: ControllerParts = {
      ...{ brokerId, context, znodes, channels, settings, probe, logger, stateChanges, counters },
      newTopicId: () => newTopicId(runtime.random),
    }
    const partitionStates = new PartitionStateMachine(parts)
    const replicaStates = new ReplicaStateMachine(parts)
    const deletion = new TopicDeletion(parts, partitionStates, replicaStates)
    const reassignments = new Reassignments(parts, partitionStates, replicaStates, deletion, put)
    const elections = new Elections(parts, partitionStates, put)
    const machines = { parts, partitionStates, replicaStates, deletion, reassignments, elections }
    this.parts = parts
    this.machines = machines
    this.elections = elections
    this.processor = new EventProcessor({
      ...machines,
      brokers: new BrokerWatch(machines),
      topics: new TopicWatch(machines),
    })
  }

  takeOver(): Promise<void> {
    return takeOver(this.machines, `controller failover to broker ${this.parts.brokerId}`)
  }

  /** Nothing is sent any more. */
  end(): void {
    this.parts.channels.closeAll()
  }
}
