import { api } from '../api'
import { array, bool, type Infer, type Input, int8, int16, int32, message, string, struct } from '../schema'

export const describeClusterRequest = message(
  'DescribeClusterRequest',
  { versions: '0-1', flexible: '0+' },
  {
    includeClusterAuthorizedOperations: bool(),
    endpointType: int8({ versions: '1+', default: 1 }),
  },
)

export type DescribeClusterRequest = Infer<typeof describeClusterRequest>
export type DescribeClusterRequestInput = Input<typeof describeClusterRequest>

export const describeClusterResponse = message(
  'DescribeClusterResponse',
  { versions: '0-1', flexible: '0+' },
  {
    throttleTimeMs: int32({ default: 0 }),
    errorCode: int16(),
    errorMessage: string({ nullable: '0+', default: null }),
    endpointType: int8({ versions: '1+', default: 1 }),
    clusterId: string(),
    controllerId: int32({ default: -1 }),
    brokers: array(
      struct('DescribeClusterBroker', {
        brokerId: int32(),
        host: string(),
        port: int32(),
        rack: string({ nullable: '0+', default: null }),
      }),
    ),
    clusterAuthorizedOperations: int32({ default: -2147483648 }),
  },
)

export type DescribeClusterResponse = Infer<typeof describeClusterResponse>
export type DescribeClusterResponseInput = Input<typeof describeClusterResponse>
export type DescribeClusterBroker = DescribeClusterResponse['brokers'][number]

/** Brokers, controller and cluster id. */
export const describeCluster = api({
  key: 60,
  name: 'DescribeCluster',
  request: describeClusterRequest,
  response: describeClusterResponse,
})
