import { ErrorCode } from '../protocol/error-codes'
import type { RequestContext } from './handler'

export interface NodeEndpoint {
  nodeId: number
  host: string
  port: number
  rack: string | null
}

/**
 * KIP-951: an answer that says "not the leader" says with it who is, as far as this broker knows, so that the client need not ask for
 * metadata first. One for each response; `endpoints` are of the leaders it named.
 */
export class CurrentLeaders {
  private readonly named = new Map<number, NodeEndpoint>()

  constructor(private readonly context: RequestContext) {}

  get endpoints(): NodeEndpoint[] {
    return [...this.named.values()]
  }

  of(topic: string, partition: number): { leaderId: number; leaderEpoch: number } {
    const { broker, listenerName } = this.context
    const known = broker.replicaManager.partition({ topic, partition })
    const { leader, leaderEpoch } = known ??
      broker.metadataCache.partition(topic, partition) ?? { leader: -1, leaderEpoch: -1 }
    const endpoint = broker.metadataCache.endpoint(leader, listenerName)
    if (endpoint !== undefined) {
      const rack = broker.metadataCache.aliveBroker(leader)?.rack ?? null
      this.named.set(leader, { nodeId: leader, host: endpoint.host, port: endpoint.port, rack })
    }
    return { leaderId: leader, leaderEpoch }
  }
}

/** Errors that another leader explains. */
export function isOfOtherLeader(errorCode: number): boolean {
  return errorCode === ErrorCode.NOT_LEADER_OR_FOLLOWER || errorCode === ErrorCode.FENCED_LEADER_EPOCH
}
