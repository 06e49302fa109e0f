import { usesTopicIds } from '../config/api-version'
import { randomBase64Uuid } from '../runtime/base64-uuid'
import type { Random } from '../runtime/random'
import type { TopicAssignment } from '../znodes/data/topic-assignment'
import { isCoordinationError } from '../znodes/errors'
import type { ControllerParts } from './parts'

/** A new topic id. It never begins with `-`, which the tools' command lines would take for an option (as Kafka's Uuid.randomUuid). */
export function newTopicId(random: Random): string {
  const id = randomBase64Uuid(random)
  return id.startsWith('-') ? `e${id.slice(1)}` : id
}

/**
 * From protocol 2.8 on every topic has an id: those that were made without one get it when the controller first reads them, in their
 * znode before anybody is told (KafkaController.processTopicIds). Below, ids that are there are kept and none is added.
 */
export async function withTopicIds(
  { znodes, settings, context, newTopicId, logger }: ControllerParts,
  assignments: ReadonlyMap<string, TopicAssignment>,
): Promise<Map<string, TopicAssignment>> {
  const identified = new Map(assignments)
  if (!usesTopicIds(settings().interBrokerProtocolVersion)) return identified
  const without = [...assignments].filter(([, { topicId }]) => topicId === undefined)
  await Promise.all(
    without.map(async ([topic, assignment]) => {
      const written = { ...assignment, topicId: newTopicId() }
      try {
        await znodes.topics.setAssignment(topic, written, context.epochZkVersion)
        identified.set(topic, written)
      } catch (error) {
        // Deleted since it was read: the watch on the topics tells.
        if (!isCoordinationError(error, 'NONODE')) throw error
      }
    }),
  )
  if (without.length > 0) logger.info(`Gave ids to topics that had none: ${without.map(([topic]) => topic).join(',')}`)
  return identified
}
