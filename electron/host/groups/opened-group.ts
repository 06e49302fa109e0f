import type { InBothLanguages } from '../api/exercise-functions'
import type { GroupDetailView, GroupMemberView, GroupPartitionView } from '../api/group-views'
import { kafkaFailure } from '../client/kafka-failure'
import { partitionKey } from '../client/partition-offsets'
import { History } from '../sampler/history'
import { names } from '../words/names'
import { textsOf } from '../words/wording'
import { groupPartitions, partitionsOfGroup } from './group-lags'
import type { GroupQuestions } from './group-questions'

/** Five minutes at one value every two seconds. */
export const HISTORY_LENGTH = 150
const PARTITIONS_MAX = 2000

/** A group that somebody looks at: read whole each round, with the lags of the last minutes. */
export class OpenedGroup {
  view: GroupDetailView
  private members: GroupMemberView[] = []
  private readonly histories = new Map<string, History>()

  constructor(
    readonly groupId: string,
    private readonly questions: GroupQuestions,
    private readonly nowMs: () => number,
  ) {
    this.view = {
      groupId,
      state: '',
      protocolType: '',
      protocol: null,
      coordinator: null,
      members: [],
      partitions: [],
      problem: null,
      readMs: null,
    }
  }

  /** `coordinator`: from the list, if it is there. `sample`: this round's lags count for the history. */
  async read(coordinator: number | undefined, sample: boolean): Promise<void> {
    try {
      const broker = coordinator ?? (await this.questions.coordinator(this.groupId))
      const [described, committed] = await Promise.all([
        this.questions.describe(broker, [this.groupId]),
        this.questions.committed(broker, this.groupId),
      ])
      const group = described[0]
      if (group?.errorCode !== 0) {
        const code = group?.errorCode ?? -1
        this.failed(kafkaFailure(code, null, names.group(this.groupId)).texts, sample)
        return
      }
      this.members = group.members
      const ends = await this.questions.ends(partitionsOfGroup(committed, group.members), true)
      const partitions = groupPartitions(committed, group.members, ends).slice(0, PARTITIONS_MAX)
      if (sample) this.sample(partitions)
      this.view = {
        groupId: this.groupId,
        state: group.state,
        protocolType: group.protocolType,
        protocol: group.protocol,
        coordinator: broker,
        members: group.members,
        partitions: this.withHistories(partitions),
        problem: null,
        readMs: this.nowMs(),
      }
    } catch (error) {
      this.failed(textsOf(error), sample)
    }
  }

  /** The last values stay, with what is the matter; the histories get a gap. */
  private failed(problem: InBothLanguages, sample: boolean): void {
    if (sample) for (const history of this.histories.values()) history.push(null)
    this.view = { ...this.view, members: this.members, partitions: this.withHistories(this.view.partitions), problem }
  }

  private sample(partitions: readonly Omit<GroupPartitionView, 'history'>[]): void {
    const present = new Set(partitions.map(partitionKey))
    for (const key of this.histories.keys()) if (!present.has(key)) this.histories.delete(key)
    for (const partition of partitions) {
      const key = partitionKey(partition)
      const history = this.histories.get(key) ?? new History(HISTORY_LENGTH)
      this.histories.set(key, history)
      history.push(partition.lag)
    }
  }

  private withHistories(partitions: readonly Omit<GroupPartitionView, 'history'>[]): GroupPartitionView[] {
    return partitions.map((partition) => ({
      ...partition,
      history: this.histories.get(partitionKey(partition))?.values() ?? [],
    }))
  }
}
