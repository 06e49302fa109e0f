import type { LabFunctions } from '../api/functions'
import { cancelReassignment, deleteRecordsBefore, elect, reassign } from '../client/partition-admin'
import type { LabSession } from '../lab-session'

type PartitionFunctions = Pick<LabFunctions, 'reassign' | 'cancelReassignment' | 'electLeaders' | 'deleteRecords'>

export function partitionFunctions(session: LabSession): PartitionFunctions {
  const { client } = session
  return {
    reassign: async (request) => {
      const done = await reassign(client, session.bootstrap, request)
      session.topicWork.soon()
      return done
    },
    cancelReassignment: async (request) => {
      const done = await cancelReassignment(client, session.bootstrap, request)
      session.topicWork.soon()
      return done
    },
    electLeaders: (request) => elect(client, session.bootstrap, request),
    deleteRecords: (request) => deleteRecordsBefore(client, session.bootstrap, request),
  }
}
