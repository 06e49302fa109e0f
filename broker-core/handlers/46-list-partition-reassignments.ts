import { listPartitionReassignments } from '../protocol/messages/46-list-partition-reassignments'
import { groupByTopic } from './group-by-topic'
import { handler } from './handler'

/** For the controller: partitions on the move, of those asked for or all. */
export const listPartitionReassignmentsHandler = handler(
  listPartitionReassignments,
  [0, 0],
  async (request, { broker }) => {
    const asked = request.topics?.flatMap(({ name, partitionIndexes }) =>
      partitionIndexes.map((partition) => ({ topic: name, partition })),
    )
    const { error, reassignments } = await broker.controller.listPartitionReassignments(asked ?? null)
    return {
      errorCode: error.code,
      errorMessage: error.message,
      topics: groupByTopic(reassignments).map(([name, ofTopic]) => ({
        name,
        partitions: ofTopic.map(({ partition, replicas, addingReplicas, removingReplicas }) => ({
          partitionIndex: partition,
          replicas,
          addingReplicas,
          removingReplicas,
        })),
      })),
    }
  },
)
