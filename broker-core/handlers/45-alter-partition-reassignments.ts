import { alterPartitionReassignments } from '../protocol/messages/45-alter-partition-reassignments'
import { groupByTopic } from './group-by-topic'
import { handler } from './handler'

/** For the controller: start moving partitions to other brokers, or with null replicas cancel a move (KIP-455). Answers at once. */
export const alterPartitionReassignmentsHandler = handler(
  alterPartitionReassignments,
  [0, 0],
  async (request, { broker }) => {
    const wishes = request.topics.flatMap(({ name, partitions }) =>
      partitions.map(({ partitionIndex, replicas }) => ({ topic: name, partition: partitionIndex, replicas })),
    )
    const { error, outcomes } = await broker.controller.alterPartitionReassignments(wishes)
    return {
      errorCode: error.code,
      errorMessage: error.message,
      responses: groupByTopic(outcomes).map(([name, ofTopic]) => ({
        name,
        partitions: ofTopic.map(({ partition, error: { code, message } }) => ({
          partitionIndex: partition,
          errorCode: code,
          errorMessage: message,
        })),
      })),
    }
  },
)
