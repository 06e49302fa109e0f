import { type ApiVersion, atLeast } from '../config/api-version'

export interface ControlVersions {
  leaderAndIsr: number
  updateMetadata: number
  stopReplica: number
}

/**
 * Versions of control requests by `inter.broker.protocol.version`. Those of 2.6 are also used below it: every broker this one may
 * meet reads them. From 2.8 on topics have ids (LeaderAndIsr 5, UpdateMetadata 7); a topic that has none yet needs the older ones.
 */
export function controlVersions(protocol: ApiVersion, allTopicsHaveIds: boolean): ControlVersions {
  const withIds = allTopicsHaveIds && atLeast(protocol, '2.8-IV1')
  return { leaderAndIsr: withIds ? 5 : 4, updateMetadata: withIds ? 7 : 6, stopReplica: 3 }
}
