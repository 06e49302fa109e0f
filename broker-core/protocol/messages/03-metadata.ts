import { api } from '../api'
import { ZERO_UUID } from '../primitives'
import { array, bool, type Infer, type Input, int16, int32, message, string, struct, uuid } from '../schema'

export const metadataRequest = message(
  'MetadataRequest',
  { versions: '0-12', flexible: '9+' },
  {
    topics: array(
      struct('MetadataRequestTopic', {
        topicId: uuid({ versions: '10+', default: ZERO_UUID, ignorable: true }),
        name: string({ nullable: '10+' }),
      }),
      { nullable: '1+' },
    ),
    allowAutoTopicCreation: bool({ versions: '4+', default: true }),
    includeClusterAuthorizedOperations: bool({ versions: '8-10' }),
    includeTopicAuthorizedOperations: bool({ versions: '8+' }),
  },
)

export type MetadataRequest = Infer<typeof metadataRequest>
export type MetadataRequestInput = Input<typeof metadataRequest>
export type MetadataRequestTopic = NonNullable<MetadataRequest['topics']>[number]

export const metadataResponse = message(
  'MetadataResponse',
  { versions: '0-12', flexible: '9+' },
  {
    throttleTimeMs: int32({ versions: '3+', default: 0, ignorable: true }),
    brokers: array(
      struct('MetadataResponseBroker', {
        nodeId: int32(),
        host: string(),
        port: int32(),
        rack: string({ versions: '1+', nullable: '1+', default: null, ignorable: true }),
      }),
    ),
    clusterId: string({ versions: '2+', nullable: '2+', default: null, ignorable: true }),
    controllerId: int32({ versions: '1+', default: -1, ignorable: true }),
    topics: array(
      struct('MetadataResponseTopic', {
        errorCode: int16(),
        name: string({ nullable: '12+' }),
        topicId: uuid({ versions: '10+', default: ZERO_UUID, ignorable: true }),
        isInternal: bool({ versions: '1+', default: false, ignorable: true }),
        partitions: array(
          struct('MetadataResponsePartition', {
            errorCode: int16(),
            partitionIndex: int32(),
            leaderId: int32(),
            leaderEpoch: int32({ versions: '7+', default: -1, ignorable: true }),
            replicaNodes: array(int32()),
            isrNodes: array(int32()),
            offlineReplicas: array(int32(), { versions: '5+', ignorable: true }),
          }),
        ),
        topicAuthorizedOperations: int32({ versions: '8+', default: -2147483648 }),
      }),
    ),
    clusterAuthorizedOperations: int32({ versions: '8-10', default: -2147483648 }),
  },
)

export type MetadataResponse = Infer<typeof metadataResponse>
export type MetadataResponseInput = Input<typeof metadataResponse>
export type MetadataResponseBroker = MetadataResponse['brokers'][number]
export type MetadataResponseTopic = MetadataResponse['topics'][number]
export type MetadataResponsePartition = MetadataResponse['topics'][number]['partitions'][number]

/** Brokers, controller, and leaders of topics' partitions. Topics null asks for all; version 0 says all with an empty list. */
export const metadata = api({ key: 3, name: 'Metadata', request: metadataRequest, response: metadataResponse })
