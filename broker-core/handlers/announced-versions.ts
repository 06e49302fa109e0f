import { type ApiVersion, atLeast } from '../config/api-version'
import type { ServedApi } from '../network/request-codec'

/** Newest version of each API that a 2.6 broker announces, by API key; all begin at 0. What is not here came later. */
const NEWEST_IN_2_6: readonly number[] = [
  ...[8, 11, 5, 9, 4, 3, 6, 3, 8, 7], //  0 Produce, Fetch, ListOffsets, Metadata, LeaderAndIsr, … OffsetFetch
  ...[3, 7, 4, 4, 5, 5, 4, 1, 3, 5], // 10 FindCoordinator, JoinGroup, … ApiVersions, CreateTopics
  ...[4, 2, 3, 3, 1, 1, 1, 0, 3, 2], // 20 DeleteTopics, … TxnOffsetCommit, DescribeAcls
  ...[2, 2, 3, 1, 1, 2, 2, 2, 2, 2], // 30 CreateAcls, … RenewDelegationToken
  ...[2, 2, 2, 2, 1, 0, 0, 0, 0, 0], // 40 ExpireDelegationToken, … AlterClientQuotas
]

/**
 * What a broker announces at its `inter.broker.protocol.version`: from 2.8 on, when topics have ids, all it can; below, exactly the
 * ranges of a 2.6 broker, so that in a cluster shared with one a client meets the same everywhere.
 */
export function announcedAt(protocol: ApiVersion, served: readonly ServedApi[]): readonly ServedApi[] {
  if (atLeast(protocol, '2.8-IV1')) return served
  return served.flatMap((one) => {
    const newest = NEWEST_IN_2_6[one.api.key]
    return newest === undefined ? [] : [{ ...one, versionMax: Math.min(one.versionMax, newest) }]
  })
}
