import type { WatchEvent } from '../znodes/client'
import {
  BROKER_IDS_PATH,
  CONTROLLER_PATH,
  DELETE_TOPICS_PATH,
  ISR_CHANGE_NOTIFICATION_PATH,
  LOG_DIR_EVENT_NOTIFICATION_PATH,
  PREFERRED_REPLICA_ELECTION_PATH,
  REASSIGN_PARTITIONS_PATH,
  TOPICS_PATH,
} from '../znodes/paths'
import type { ControllerEvent } from './events'

const BROKER = /^\/brokers\/ids\/(\d+)$/
const TOPIC = /^\/brokers\/topics\/([^/]+)$/
const PARTITION_STATE = /^\/brokers\/topics\/([^/]+)\/partitions\/(\d+)\/state$/

/** What a watch that fired means to the controller; undefined: nothing (the session is shared with other parts of the broker). */
export function controllerEventOf({ type, path }: WatchEvent): ControllerEvent | undefined {
  if (path === CONTROLLER_PATH) return { kind: type === 'deleted' ? 'reelect' : 'controllerChange' }
  if (type === 'childrenChanged') return childrenChanged(path)
  if (type === 'created') return created(path)
  if (type === 'dataChanged') return dataChanged(path)
  return undefined
}

function childrenChanged(path: string): ControllerEvent | undefined {
  switch (path) {
    case BROKER_IDS_PATH:
      return { kind: 'brokerChange' }
    case TOPICS_PATH:
      return { kind: 'topicChange' }
    case DELETE_TOPICS_PATH:
      return { kind: 'topicDeletion' }
    case ISR_CHANGE_NOTIFICATION_PATH:
      return { kind: 'isrChangeNotification' }
    case LOG_DIR_EVENT_NOTIFICATION_PATH:
      return { kind: 'logDirEventNotification' }
    default:
      return undefined
  }
}

function created(path: string): ControllerEvent | undefined {
  if (path === REASSIGN_PARTITIONS_PATH) return { kind: 'reassignmentRequested' }
  if (path === PREFERRED_REPLICA_ELECTION_PATH) return { kind: 'preferredElectionRequested' }
  return undefined
}

function dataChanged(path: string): ControllerEvent | undefined {
  const broker = BROKER.exec(path)
  if (broker !== null) return { kind: 'brokerModification', brokerId: Number(broker[1]) }
  const topic = TOPIC.exec(path)
  if (topic !== null) return { kind: 'partitionModification', topic: topic[1]! }
  const state = PARTITION_STATE.exec(path)
  if (state !== null) return { kind: 'reassignmentIsrChange', topic: state[1]!, partition: Number(state[2]) }
  return undefined
}
