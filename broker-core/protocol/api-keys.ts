import type { Api } from './api'
import { apis } from './apis'

/** Name of an API to its key: `ApiKey.Fetch`. */
export const ApiKey = {
  Produce: 0,
  Fetch: 1,
  ListOffsets: 2,
  Metadata: 3,
  LeaderAndIsr: 4,
  StopReplica: 5,
  UpdateMetadata: 6,
  ControlledShutdown: 7,
  OffsetCommit: 8,
  OffsetFetch: 9,
  FindCoordinator: 10,
  JoinGroup: 11,
  Heartbeat: 12,
  LeaveGroup: 13,
  SyncGroup: 14,
  DescribeGroups: 15,
  ListGroups: 16,
  SaslHandshake: 17,
  ApiVersions: 18,
  CreateTopics: 19,
  DeleteTopics: 20,
  DeleteRecords: 21,
  InitProducerId: 22,
  OffsetForLeaderEpoch: 23,
  AddPartitionsToTxn: 24,
  AddOffsetsToTxn: 25,
  EndTxn: 26,
  WriteTxnMarkers: 27,
  TxnOffsetCommit: 28,
  DescribeAcls: 29,
  CreateAcls: 30,
  DeleteAcls: 31,
  DescribeConfigs: 32,
  AlterConfigs: 33,
  AlterReplicaLogDirs: 34,
  DescribeLogDirs: 35,
  SaslAuthenticate: 36,
  CreatePartitions: 37,
  CreateDelegationToken: 38,
  RenewDelegationToken: 39,
  ExpireDelegationToken: 40,
  DescribeDelegationToken: 41,
  DeleteGroups: 42,
  ElectLeaders: 43,
  IncrementalAlterConfigs: 44,
  AlterPartitionReassignments: 45,
  ListPartitionReassignments: 46,
  OffsetDelete: 47,
  DescribeClientQuotas: 48,
  AlterClientQuotas: 49,
  DescribeCluster: 60,
} as const

export type ApiName = keyof typeof ApiKey
export type ApiKey = (typeof ApiKey)[ApiName]

const BY_KEY: ReadonlyMap<number, Api> = new Map(apis.map((api) => [api.key, api as Api]))

/** undefined: no such API is described here. */
export function apiOfKey(key: number): Api | undefined {
  return BY_KEY.get(key)
}

/** For log lines and metrics. */
export function apiName(key: number): string {
  return BY_KEY.get(key)?.name ?? `API_${key}`
}

/** 0: key, version, correlation id. 1: and a client id. 2: and a tagged section. */
export type RequestHeaderVersion = 0 | 1 | 2
/** 0: correlation id. 1: and a tagged section. */
export type ResponseHeaderVersion = 0 | 1

export function requestHeaderVersion(api: Api, version: number): RequestHeaderVersion {
  // The first ControlledShutdown came before clients had ids.
  if (api.key === ApiKey.ControlledShutdown && version === 0) return 0
  return api.request.isFlexible(version) ? 2 : 1
}

export function responseHeaderVersion(api: Api, version: number): ResponseHeaderVersion {
  // A client reads this response before it knows which versions the broker speaks, so its header never grows.
  if (api.key === ApiKey.ApiVersions) return 0
  return api.response.isFlexible(version) ? 1 : 0
}
