import { offsetCommit } from '../../../broker-core/protocol/messages/08-offset-commit'
import { joinGroup } from '../../../broker-core/protocol/messages/11-join-group'
import { heartbeat } from '../../../broker-core/protocol/messages/12-heartbeat'
import { leaveGroup } from '../../../broker-core/protocol/messages/13-leave-group'
import { syncGroup } from '../../../broker-core/protocol/messages/14-sync-group'
import type { ClusterClient } from './cluster-client'
import { assignedPartitions, assignmentOf, subscriptionTo } from './consumer-protocol'

/** Versions of a 2.6 broker. */
const JOIN_VERSION = 5
const SYNC_VERSION = 3
const HEARTBEAT_VERSION = 3
const COMMIT_VERSION = 7
const LEAVE_VERSION = 3

export interface Membership {
  memberId: string
  generation: number
}

export interface JoinAnswer extends Membership {
  errorCode: number
  /** Only the leader of the generation is told who is in it. */
  members: readonly string[]
  isLeader: boolean
}

/** What a member of a consumer group says to its coordinator, one request each. */
export class GroupCalls {
  constructor(
    private readonly client: ClusterClient,
    private readonly groupId: string,
    private readonly topic: string,
    private readonly sessionTimeoutMs: number,
  ) {}

  async join(coordinator: number, memberId: string): Promise<JoinAnswer> {
    const answer = await this.client.broker(coordinator, joinGroup, JOIN_VERSION, {
      groupId: this.groupId,
      sessionTimeoutMs: this.sessionTimeoutMs,
      rebalanceTimeoutMs: this.sessionTimeoutMs,
      memberId,
      protocolType: 'consumer',
      protocols: [{ name: 'range', metadata: subscriptionTo([this.topic]) }],
    })
    return {
      errorCode: answer.errorCode,
      memberId: answer.memberId,
      generation: answer.generationId,
      members: answer.members.map((each) => each.memberId),
      isLeader: answer.leader === answer.memberId,
    }
  }

  /** `shares`: of every member, from the leader; empty from the others. */
  async sync(
    coordinator: number,
    { memberId, generation }: Membership,
    shares: readonly (readonly [string, number[]])[],
  ): Promise<{ errorCode: number; partitions: number[] }> {
    const answer = await this.client.broker(coordinator, syncGroup, SYNC_VERSION, {
      groupId: this.groupId,
      generationId: generation,
      memberId,
      assignments: shares.map(([member, partitions]) => ({
        memberId: member,
        assignment: assignmentOf([{ topic: this.topic, partitions }]),
      })),
    })
    const partitions = assignedPartitions(answer.assignment).flatMap((part) => part.partitions)
    return { errorCode: answer.errorCode, partitions }
  }

  async heartbeat(coordinator: number, { memberId, generation }: Membership): Promise<number> {
    const { groupId } = this
    const answer = await this.client.broker(coordinator, heartbeat, HEARTBEAT_VERSION, {
      groupId,
      generationId: generation,
      memberId,
    })
    return answer.errorCode
  }

  async commit(
    coordinator: number,
    { memberId, generation }: Membership,
    positions: ReadonlyMap<number, number>,
  ): Promise<number> {
    const answer = await this.client.broker(coordinator, offsetCommit, COMMIT_VERSION, {
      groupId: this.groupId,
      generationIdOrMemberEpoch: generation,
      memberId,
      topics: [
        {
          name: this.topic,
          partitions: [...positions].map(([partitionIndex, committedOffset]) => ({
            partitionIndex,
            committedOffset,
            committedMetadata: '',
          })),
        },
      ],
    })
    const codes = answer.topics.flatMap(({ partitions }) => partitions.map(({ errorCode }) => errorCode))
    return codes.find((code) => code !== 0) ?? 0
  }

  async leave(coordinator: number, memberId: string): Promise<void> {
    const { groupId } = this
    await this.client.broker(coordinator, leaveGroup, LEAVE_VERSION, { groupId, memberId: '', members: [{ memberId }] })
  }
}
