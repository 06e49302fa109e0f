import { api } from '../api'
import { array, bool, type Infer, type Input, int16, int32, int64, message, string, struct } from '../schema'

export const describeLogDirsRequest = message(
  'DescribeLogDirsRequest',
  { versions: '0-4', flexible: '2+' },
  {
    topics: array(
      struct('DescribableLogDirTopic', {
        topic: string(),
        partitions: array(int32()),
      }),
      { nullable: '0+' },
    ),
  },
)

export type DescribeLogDirsRequest = Infer<typeof describeLogDirsRequest>
export type DescribeLogDirsRequestInput = Input<typeof describeLogDirsRequest>
export type DescribableLogDirTopic = NonNullable<DescribeLogDirsRequest['topics']>[number]

export const describeLogDirsResponse = message(
  'DescribeLogDirsResponse',
  { versions: '0-4', flexible: '2+' },
  {
    throttleTimeMs: int32({ default: 0 }),
    errorCode: int16({ versions: '3+', ignorable: true }),
    results: array(
      struct('DescribeLogDirsResult', {
        errorCode: int16(),
        logDir: string(),
        topics: array(
          struct('DescribeLogDirsTopic', {
            name: string(),
            partitions: array(
              struct('DescribeLogDirsPartition', {
                partitionIndex: int32(),
                partitionSize: int64(),
                offsetLag: int64(),
                isFutureKey: bool(),
              }),
            ),
          }),
        ),
        totalBytes: int64({ versions: '4+', default: -1, ignorable: true }),
        usableBytes: int64({ versions: '4+', default: -1, ignorable: true }),
      }),
    ),
  },
)

export type DescribeLogDirsResponse = Infer<typeof describeLogDirsResponse>
export type DescribeLogDirsResponseInput = Input<typeof describeLogDirsResponse>
export type DescribeLogDirsResult = DescribeLogDirsResponse['results'][number]
export type DescribeLogDirsTopic = DescribeLogDirsResponse['results'][number]['topics'][number]
export type DescribeLogDirsPartition =
  DescribeLogDirsResponse['results'][number]['topics'][number]['partitions'][number]

/** Sizes and lags of the replicas in a broker's log directories. */
export const describeLogDirs = api({
  key: 35,
  name: 'DescribeLogDirs',
  request: describeLogDirsRequest,
  response: describeLogDirsResponse,
})
