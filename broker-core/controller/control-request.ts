import type { LeaderAndIsrResponse, leaderAndIsrRequest } from '../protocol/messages/04-leader-and-isr'
import type { StopReplicaResponse, stopReplicaRequest } from '../protocol/messages/05-stop-replica'
import type { UpdateMetadataResponse, updateMetadataRequest } from '../protocol/messages/06-update-metadata'
import type { Input } from '../protocol/schema'

/** A request of the controller to one broker, and what is done with the answer. */
export type ControlRequest = Sending & {
  /** Set while a gate holds its batch up; resolves when it may go. */
  held?: Promise<boolean> | undefined
}

type Sending =
  | {
      kind: 'leaderAndIsr'
      version: number
      body: Input<typeof leaderAndIsrRequest>
      answered: (response: LeaderAndIsrResponse) => void
    }
  | {
      kind: 'updateMetadata'
      version: number
      body: Input<typeof updateMetadataRequest>
      answered: (response: UpdateMetadataResponse) => void
    }
  | {
      kind: 'stopReplica'
      version: number
      body: Input<typeof stopReplicaRequest>
      answered: (response: StopReplicaResponse) => void
    }
