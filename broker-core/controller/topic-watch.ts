import type { StateChangeReason } from '../probe/reasons'
import type { TopicAssignment } from '../znodes/data/topic-assignment'
import { isCoordinationError } from '../znodes/errors'
import { type ControlledPartition, partitionNames, replicasOf } from './context'
import type { PartitionStateMachine } from './partition-state-machine'
import type { ControllerParts } from './parts'
import type { ReplicaStateMachine } from './replica-state-machine'
import { tellMetadata } from './tell-metadata'
import type { TopicDeletion } from './topic-deletion'
import { withTopicIds } from './topic-id'

export interface TopicWatchParts {
  parts: ControllerParts
  partitionStates: PartitionStateMachine
  replicaStates: ReplicaStateMachine
  deletion: TopicDeletion
}

/** Topics that appear, grow, are to be deleted, and ISRs that their leaders changed. */
export class TopicWatch {
  constructor(private readonly machines: TopicWatchParts) {}

  /** Compares /brokers/topics with what is known; new topics get leaders. */
  async topicsChanged(): Promise<void> {
    const { context, znodes, probe, logger } = this.machines.parts
    const names = await znodes.topics.names({ watch: true })
    const existing = new Set(names)
    const gone = [...context.topics.keys()].filter((topic) => !existing.has(topic))
    const fresh = names.filter((topic) => !context.topics.has(topic))
    for (const topic of gone) context.removeTopic(topic)
    const assignments = await readAssignments(this.machines.parts, fresh)
    logger.info(`New topics: [${fresh.join(',')}], deleted topics: [${gone.join(',')}]`)
    const partitions = fresh.flatMap((topic) => {
      probe({ kind: 'topicCreated', topic })
      return learnTopic(this.machines.parts, topic, assignments.get(topic))
    })
    await this.create(partitions, 'topic created')
  }

  /** /brokers/topics/T changed: more partitions (what a reassignment writes is known already). */
  async assignmentChanged(topic: string): Promise<void> {
    const { context, logger, znodes } = this.machines.parts
    const assignment = await znodes.topics.assignment(topic, { watch: true })
    if (assignment === undefined || !context.topics.has(topic)) return
    await this.keepId(topic, assignment)
    const added = [...assignment.partitions].filter(([number]) => {
      return (context.partition(topic, number)?.assignment.replicas.length ?? 0) === 0
    })
    if (added.length === 0) return
    if (context.isQueuedForDeletion(topic)) {
      logger.warn(`Skipping adding partitions to topic ${topic} since it is being deleted`)
      await this.restoreAssignment(topic)
      return
    }
    const partitions = added.map(([number, replicas]) => context.assign(topic, number, replicas))
    await this.create(partitions, 'partitions added')
  }

  /** Tools older than 2.8 write the znode without the topic's id. Another controller would give it a new one, which no log has. */
  private async keepId(topic: string, { partitions, topicId }: TopicAssignment): Promise<void> {
    const { context, znodes, logger } = this.machines.parts
    const known = context.topicIds.get(topic)
    if (known === undefined || topicId !== undefined) return
    logger.warn(
      `The id ${known} of topic ${topic} was taken out of its znode, as tools before Kafka 2.8 do: writing it again`,
    )
    await znodes.topics.setAssignment(topic, { partitions, topicId: known }, context.epochZkVersion)
  }

  /** Requests under /admin/delete_topics. */
  async deletionRequested(): Promise<void> {
    const { parts, deletion } = this.machines
    const { context, znodes, settings, logger } = parts
    const requested = await znodes.topics.deletions({ watch: true })
    const unknown = requested.filter((topic) => !context.topics.has(topic))
    if (unknown.length > 0) {
      logger.warn(`Ignoring request to delete non-existing topics ${unknown.join(',')}`)
      await znodes.topics.dropDeletions(unknown, context.epochZkVersion)
    }
    const known = requested.filter((topic) => context.topics.has(topic))
    if (known.length === 0) return
    if (!settings().deleteTopicEnable) {
      logger.info(`Removing ${known.join(',')} since delete topic is disabled`)
      await znodes.topics.dropDeletions(known, context.epochZkVersion)
      return
    }
    logger.info(`Starting topic deletion for topics ${known.join(',')}`)
    const moving = new Set([...context.reassigning].map(({ topic }) => topic))
    const deletions = known.filter((topic) => !context.isQueuedForDeletion(topic))
    for (const topic of deletions) context.topicsToBeDeleted.add(topic)
    deletion.halt(
      known.filter((topic) => moving.has(topic)),
      'topic reassignment in progress',
    )
    await deletion.enqueue(known)
  }

  /** Leaders changed ISRs: everybody's metadata follows; the notifications are deleted, whatever happens. */
  async isrChangesNotified(): Promise<void> {
    const { parts } = this.machines
    const { context, znodes } = parts
    const { content, paths } = await znodes.notifications.isrChanges({ watch: true })
    try {
      const partitions = content.flatMap(({ topic, partition }) => context.partition(topic, partition) ?? [])
      const changed = new Set(partitions)
      await refreshStates(parts, [...changed])
      if (changed.size > 0) tellMetadata(parts, context.liveOrShuttingDownBrokerIds(), changed)
    } finally {
      await znodes.notifications.delete(paths, context.epochZkVersion)
    }
  }

  /** New partitions: first leaders, then all their replicas are online. */
  private async create(partitions: readonly ControlledPartition[], why: StateChangeReason): Promise<void> {
    if (partitions.length === 0) return
    const { parts, partitionStates, replicaStates } = this.machines
    parts.logger.info(`New partition creation callback for ${partitionNames(partitions)}`)
    partitionStates.move(partitions, 'NewPartition')
    await replicaStates.move(replicasOf(partitions), 'NewReplica', why)
    await partitionStates.moveOnline(partitions, { kind: 'offline', allowUnclean: false }, why)
    await replicaStates.move(replicasOf(partitions), 'OnlineReplica', why)
  }

  /** Takes partitions added to a topic in deletion back out, so that its deletion can end. */
  private async restoreAssignment(topic: string): Promise<void> {
    const { context, znodes } = this.machines.parts
    const partitions = new Map(context.partitionsOf(topic).map(({ partition, assignment }) => [partition, assignment]))
    const topicId = context.topicIds.get(topic)
    const restored = { partitions, ...(topicId === undefined ? {} : { topicId }) }
    try {
      await znodes.topics.setAssignment(topic, restored, context.epochZkVersion)
    } catch (error) {
      if (!isCoordinationError(error, 'NONODE')) throw error
    }
  }
}

/** Assignments of topics, each with a watch, and with an id where topics have one; one that cannot be read is logged and left out. */
export async function readAssignments(
  parts: ControllerParts,
  topics: readonly string[],
): Promise<Map<string, TopicAssignment>> {
  const { znodes, logger } = parts
  const assignments = new Map<string, TopicAssignment>()
  await Promise.all(
    topics.map(async (topic) => {
      try {
        const assignment = await znodes.topics.assignment(topic, { watch: true })
        if (assignment !== undefined) assignments.set(topic, assignment)
      } catch (error) {
        if (isCoordinationError(error)) throw error
        logger.error(`The assignment of topic ${topic} cannot be read; the topic is left alone`, error)
      }
    }),
  )
  return withTopicIds(parts, assignments)
}

/** Takes a topic into the context; without an assignment it counts as a topic with no partitions. */
export function learnTopic(
  { context }: ControllerParts,
  topic: string,
  assignment: TopicAssignment | undefined,
): ControlledPartition[] {
  if (!context.topics.has(topic)) context.topics.set(topic, new Map())
  if (assignment?.topicId !== undefined) context.topicIds.set(topic, assignment.topicId)
  return [...(assignment?.partitions ?? [])].map(([number, replicas]) => context.assign(topic, number, replicas))
}

/** Reads the states of partitions into the context; those without one, or with an unreadable one, stay as they are. */
export async function refreshStates(parts: ControllerParts, partitions: readonly ControlledPartition[]): Promise<void> {
  const states = await Promise.all(
    partitions.map(async (partition) => {
      try {
        return await parts.znodes.partitionStates.get(partition)
      } catch (error) {
        if (isCoordinationError(error)) throw error
        parts.logger.error(`The state of ${partition.topic}-${partition.partition} cannot be read`, error)
        return undefined
      }
    }),
  )
  for (const [index, state] of states.entries()) if (state !== undefined) partitions[index]!.leadership = state
}
