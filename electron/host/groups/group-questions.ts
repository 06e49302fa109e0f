import type { ClusterClient } from '../client/cluster-client'
import {
  type CommittedOffset,
  committedOffsets,
  coordinatorOf,
  type DescribedGroupState,
  describeGroupsOf,
  type ListedGroup,
  listGroupsOf,
} from '../client/group-questions'
import { EARLIEST, LATEST, leadersOf, offsetsAt, type TopicPartition } from '../client/partition-offsets'
import { clientWords } from '../words/client-words'
import { failure } from '../words/wording'
import type { LogEnds } from './group-lags'

/** What the Groups page has to ask brokers. Each rejects with a LabError. */
export interface GroupQuestions {
  brokers(): Promise<number[]>
  list(broker: number): Promise<ListedGroup[]>
  coordinator(groupId: string): Promise<number>
  describe(broker: number, groupIds: string[]): Promise<DescribedGroupState[]>
  committed(broker: number, groupId: string): Promise<CommittedOffset[]>
  ends(partitions: readonly TopicPartition[], withStart: boolean): Promise<LogEnds>
}

/**
 * Over the wire, like any other client. `own`: brokers of this lab, of which only those that are up are asked: a frozen one would hold
 * up the answers of all others until its time is over.
 */
export function groupQuestions(client: ClusterClient, own: (id: number) => boolean): GroupQuestions {
  const answers = (broker: number) => !own(broker) || client.reachable().some(({ id }) => id === broker)
  const requireUp = (broker: number) => {
    if (!answers(broker)) throw failure('UNREACHABLE', clientWords.coordinatorDown, { id: broker })
  }
  return {
    brokers: async () => {
      const up = client.reachable().map(({ id }) => id)
      const others = (await client.metadata([])).brokers.map(({ nodeId }) => nodeId).filter((id) => !own(id))
      return [...up, ...others]
    },
    list: (broker) => listGroupsOf(client, broker),
    coordinator: (groupId) => coordinatorOf(client, groupId),
    describe: async (broker, groupIds) => {
      requireUp(broker)
      return describeGroupsOf(client, broker, groupIds)
    },
    committed: async (broker, groupId) => {
      requireUp(broker)
      return committedOffsets(client, broker, groupId)
    },
    ends: async (partitions, withStart) => {
      const all = await leadersOf(client, partitions)
      const leaders = new Map([...all].filter(([leader]) => answers(leader)))
      const [end, start] = await Promise.all([
        offsetsAt(client, leaders, LATEST),
        withStart ? offsetsAt(client, leaders, EARLIEST) : new Map<string, number>(),
      ])
      return { start, end }
    },
  }
}
