import type { PartitionView } from '../../electron/host/api/views'
import { samplePartition } from './sample-views'

export const internal = (isr: number[]) =>
  Array.from({ length: 50 }, (_, index) =>
    samplePartition('__consumer_offsets', index, {
      replicas: [1, 2, 3],
      isr,
      internal: true,
      logEndOffset: 12,
      sizeBytes: 1126,
    }),
  )

export const healthyPartitions: PartitionView[] = [
  samplePartition('orders', 0, {
    replicas: [2, 3, 1],
    leaderEpoch: 6,
    logEndOffset: 18_204_334,
    behind: { 3: 1, 1: 3 },
  }),
  samplePartition('orders', 1, { replicas: [3, 1, 2], leaderEpoch: 5, logEndOffset: 18_103_963 }),
  samplePartition('orders', 2, { replicas: [1, 2, 3], leaderEpoch: 4, logEndOffset: 18_311_507, behind: { 2: 3 } }),
  samplePartition('payments', 0, { replicas: [1, 3], logEndOffset: 2_118_940, sizeBytes: 25_480_396 }),
  samplePartition('payments', 1, {
    replicas: [3, 1],
    leader: 1,
    leaderEpoch: 1,
    logEndOffset: 2_102_377,
    sizeBytes: 25_270_681,
  }),
  samplePartition('payments', 2, { replicas: [2, 1], logEndOffset: 2_127_015, sizeBytes: 25_585_254 }),
  samplePartition('sessions', 0, { replicas: [2], logEndOffset: 40_118, sizeBytes: 3_355_443 }),
  samplePartition('sessions', 1, { replicas: [3], logEndOffset: 39_876, sizeBytes: 3_250_585 }),
  samplePartition('steps', 0, { replicas: [1, 2, 3], leaderEpoch: 3, logEndOffset: 12, sizeBytes: 1126 }),
  ...internal([1, 2, 3]),
]
