import type { Probe } from '../probe/events'
import type { Logger } from '../runtime/logger'
import type { ClusterZnodes } from '../znodes/cluster-znodes'
import type { ControllerContext } from './context'
import type { ControlChannels } from './control-channels'
import type { ControllerSettings } from './controller-settings'

/** What the parts of an active controller share. */
export interface ControllerParts {
  brokerId: number
  context: ControllerContext
  znodes: ClusterZnodes
  channels: ControlChannels
  settings: () => ControllerSettings
  probe: Probe
  /** `kafka.controller.KafkaController`: what happens and why. */
  logger: Logger
  /** `state.change.logger`: each partition and replica. */
  stateChanges: Logger
  counters: ControllerCounters
  newTopicId: () => string
}

/** Since the start of the process. */
export interface ControllerCounters {
  elections: number
  uncleanElections: number
}
