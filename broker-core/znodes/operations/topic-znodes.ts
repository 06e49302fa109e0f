import type { WatchOption, ZnodeOperations } from '../client'
import { ANY_VERSION } from '../client'
import { decodeTopicAssignment, encodeTopicAssignment, type TopicAssignment } from '../data/topic-assignment'
import { isCoordinationError } from '../errors'
import { configEntityPath, DELETE_TOPICS_PATH, deleteTopicPath, TOPICS_PATH, topicPath } from '../paths'
import { expectWritten, fencedDeletes, fencedDeleteTree, fencedWrite } from './fenced'
import { createWithParents, ensurePersistentPath } from './recursive'

/** `/brokers/topics/T` and `/admin/delete_topics/T`. */
export class TopicZnodes {
  constructor(private readonly client: ZnodeOperations) {}

  /** Names of all topics, those being deleted among them. */
  async names(options?: WatchOption): Promise<string[]> {
    return (await this.client.getChildren(TOPICS_PATH, options))?.children ?? []
  }

  async exists(topic: string): Promise<boolean> {
    return (await this.client.exists(topicPath(topic))) !== undefined
  }

  /** The watch tells of added partitions, reassignments and the end of the topic. */
  async assignment(topic: string, options?: WatchOption): Promise<TopicAssignment | undefined> {
    const found = await this.client.getData(topicPath(topic), options)
    return found === undefined ? undefined : decodeTopicAssignment(topic, found.data)
  }

  /** Of those that exist. */
  async assignments(topics: readonly string[], options?: WatchOption): Promise<Map<string, TopicAssignment>> {
    const found = await Promise.all(topics.map((topic) => this.assignment(topic, options)))
    const result = new Map<string, TopicAssignment>()
    topics.forEach((topic, index) => {
      const assignment = found[index]
      if (assignment !== undefined) result.set(topic, assignment)
    })
    return result
  }

  /** A new topic; rejects with NODEEXISTS. The controller's watch on the topics does the rest. */
  async create(topic: string, assignment: TopicAssignment): Promise<void> {
    await createWithParents(this.client, topicPath(topic), encodeTopicAssignment(assignment))
  }

  /** Replaces the assignment: more partitions, or a reassignment. Fenced when the controller does it. */
  async setAssignment(topic: string, assignment: TopicAssignment, epochZkVersion?: number): Promise<void> {
    const path = topicPath(topic)
    const data = encodeTopicAssignment(assignment)
    if (epochZkVersion === undefined) await this.client.setData(path, data, ANY_VERSION)
    else {
      const result = await fencedWrite(
        this.client,
        { type: 'setData', path, data, version: ANY_VERSION },
        epochZkVersion,
      )
      expectWritten(result, path)
    }
  }

  /** Deletes the topic's znodes, then its settings, then the request to delete it, in Kafka's order. */
  async deleteAll(topic: string, epochZkVersion: number): Promise<void> {
    await fencedDeleteTree(this.client, topicPath(topic), epochZkVersion)
    await fencedDeletes(this.client, [configEntityPath('topics', topic)], epochZkVersion)
    await fencedDeletes(this.client, [deleteTopicPath(topic)], epochZkVersion)
  }

  /** Topics asked to be deleted. */
  async deletions(options?: WatchOption): Promise<string[]> {
    return (await this.client.getChildren(DELETE_TOPICS_PATH, options))?.children ?? []
  }

  async isMarkedForDeletion(topic: string): Promise<boolean> {
    return (await this.client.exists(deleteTopicPath(topic))) !== undefined
  }

  /** Asks the controller to delete a topic; rejects with NODEEXISTS when already asked. */
  async requestDeletion(topic: string): Promise<void> {
    try {
      await this.client.create(deleteTopicPath(topic), null)
    } catch (error) {
      if (!isCoordinationError(error, 'NONODE')) throw error
      await ensurePersistentPath(this.client, DELETE_TOPICS_PATH)
      await this.client.create(deleteTopicPath(topic), null)
    }
  }

  /** Drops requests that will not be served: no such topic, or deletion is disabled. */
  async dropDeletions(topics: readonly string[], epochZkVersion: number): Promise<void> {
    await fencedDeletes(this.client, topics.map(deleteTopicPath), epochZkVersion)
  }
}
