import type { LeaderAndIsrResponse } from '../protocol/messages/04-leader-and-isr'
import type { UpdateMetadataResponse } from '../protocol/messages/06-update-metadata'
import type { TopicPartition } from '../znodes/types'
import type {
  ApiError,
  ControlledShutdownResult,
  ElectionOutcome,
  ElectionType,
  OngoingReassignment,
  ReassignmentOutcome,
  ReassignmentWish,
} from './controller-api'

export type ReassignmentsAltered = { error: ApiError; outcomes: ReassignmentOutcome[] }
export type ReassignmentsListed = { error: ApiError; reassignments: OngoingReassignment[] }

/** One deletion of a replica as its broker answered it. */
export interface DeletionAnswer extends TopicPartition {
  errorCode: number
}

/** Everything the controller acts upon, handled one at a time in order of arrival (kafka.controller.ControllerEvent). */
export type ControllerEvent =
  | { kind: 'startup' }
  /** The session ended: whatever this controller still wanted to do is void. */
  | { kind: 'expire' }
  | { kind: 'registerBrokerAndReelect' }
  | { kind: 'controllerChange' }
  | { kind: 'reelect' }
  | { kind: 'brokerChange' }
  | { kind: 'brokerModification'; brokerId: number }
  | { kind: 'topicChange' }
  | { kind: 'partitionModification'; topic: string }
  | { kind: 'topicDeletion' }
  | { kind: 'isrChangeNotification' }
  | { kind: 'logDirEventNotification' }
  | { kind: 'preferredElectionRequested' }
  | { kind: 'reassignmentRequested' }
  | ({ kind: 'reassignmentIsrChange' } & TopicPartition)
  | { kind: 'autoPreferredElection' }
  | { kind: 'uncleanElectionEnabled'; topic: string | undefined }
  | { kind: 'leaderAndIsrResponse'; brokerId: number; response: LeaderAndIsrResponse }
  | { kind: 'updateMetadataResponse'; brokerId: number; response: UpdateMetadataResponse }
  | { kind: 'deletionResponse'; brokerId: number; errorCode: number; answers: DeletionAnswer[] }
  | {
      kind: 'controlledShutdown'
      brokerId: number
      brokerEpoch: number
      answer: (result: ControlledShutdownResult) => void
    }
  | {
      kind: 'electLeaders'
      partitions: readonly TopicPartition[] | null
      type: ElectionType
      answer: (outcomes: ElectionOutcome[]) => void
    }
  | {
      kind: 'alterReassignments'
      wishes: readonly ReassignmentWish[]
      answer: (result: ReassignmentsAltered) => void
    }
  | {
      kind: 'listReassignments'
      partitions: readonly TopicPartition[] | null
      answer: (result: ReassignmentsListed) => void
    }
