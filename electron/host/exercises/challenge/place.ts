export const faultIds = [
  'byte-changed',
  'tail-cut',
  'index-removed',
  'epochs-edited',
  'broker-frozen',
  'min-insync',
  'retention-short',
  'records-deleted',
] as const
export type FaultId = (typeof faultIds)[number]

export const TOPIC = 'orders'
export const PARTITIONS = 3
/** The first segment of every partition holds so many batches of so many records each. */
export const BATCHES = 4
export const RECORDS_OF_BATCH = 5

/** What a seed stands for. Partition p is led by broker p + 1, and followed by the two others. */
export interface Place {
  fault: FaultId
  partition: number
  leader: number
  follower: number
  /** Of the first segment, counted from 0; never the first one. */
  batch: number
}

/** Neighbouring seeds are different faults; the same seed is always the same. Pure. */
export function placeOf(seed: number): Place {
  const partition = Math.floor(seed / faultIds.length) % PARTITIONS
  const which = Math.floor(seed / (faultIds.length * PARTITIONS))
  const leader = partition + 1
  const followers = [1, 2, 3].filter((id) => id !== leader)
  return {
    fault: faultIds[seed % faultIds.length]!,
    partition,
    leader,
    follower: followers[which % followers.length]!,
    batch: 1 + (which % (BATCHES - 1)),
  }
}
