import { api } from '../api'
import { array, type Infer, type Input, int16, int32, message, string, struct } from '../schema'

export const alterReplicaLogDirsRequest = message(
  'AlterReplicaLogDirsRequest',
  { versions: '0-2', flexible: '2+' },
  {
    dirs: array(
      struct('AlterReplicaLogDir', {
        path: string(),
        topics: array(
          struct('AlterReplicaLogDirTopic', {
            name: string(),
            partitions: array(int32()),
          }),
        ),
      }),
    ),
  },
)

export type AlterReplicaLogDirsRequest = Infer<typeof alterReplicaLogDirsRequest>
export type AlterReplicaLogDirsRequestInput = Input<typeof alterReplicaLogDirsRequest>
export type AlterReplicaLogDir = AlterReplicaLogDirsRequest['dirs'][number]
export type AlterReplicaLogDirTopic = AlterReplicaLogDirsRequest['dirs'][number]['topics'][number]

export const alterReplicaLogDirsResponse = message(
  'AlterReplicaLogDirsResponse',
  { versions: '0-2', flexible: '2+' },
  {
    throttleTimeMs: int32({ default: 0 }),
    results: array(
      struct('AlterReplicaLogDirTopicResult', {
        topicName: string(),
        partitions: array(
          struct('AlterReplicaLogDirPartitionResult', {
            partitionIndex: int32(),
            errorCode: int16(),
          }),
        ),
      }),
    ),
  },
)

export type AlterReplicaLogDirsResponse = Infer<typeof alterReplicaLogDirsResponse>
export type AlterReplicaLogDirsResponseInput = Input<typeof alterReplicaLogDirsResponse>
export type AlterReplicaLogDirTopicResult = AlterReplicaLogDirsResponse['results'][number]
export type AlterReplicaLogDirPartitionResult = AlterReplicaLogDirsResponse['results'][number]['partitions'][number]

/** Moves replicas to another log directory of the same broker. */
export const alterReplicaLogDirs = api({
  key: 34,
  name: 'AlterReplicaLogDirs',
  request: alterReplicaLogDirsRequest,
  response: alterReplicaLogDirsResponse,
})
