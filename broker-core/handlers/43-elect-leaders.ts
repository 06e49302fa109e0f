import type { ElectionOutcome, ElectionType } from '../controller/controller-api'
import { metadataShows } from '../controller/topic-metadata'
import { ErrorCode } from '../protocol/error-codes'
import { electLeaders } from '../protocol/messages/43-elect-leaders'
import { groupByTopic } from './group-by-topic'
import { handler } from './handler'

const ELECTION_TYPES: readonly ElectionType[] = ['preferred', 'unclean']

/**
 * For the controller: elect the preferred leaders, or (version 1) any leader at the risk of losing records. Answers once the metadata
 * shows the new leaders. Without a list of partitions, those that need no election are left out of the answer.
 */
export const electLeadersHandler = handler(electLeaders, [0, 2], async (request, { broker }) => {
  const type = ELECTION_TYPES[request.electionType]
  if (type === undefined) return { errorCode: ErrorCode.INVALID_REQUEST, replicaElectionResults: [] }
  const wanted =
    request.topicPartitions?.flatMap(({ topic, partitions }) =>
      partitions.map((partition) => ({ topic, partition })),
    ) ?? broker.metadataCache.allPartitions().map(({ topic, partition }) => ({ topic, partition }))
  const { clock, scheduler } = broker.runtime
  const deadlineMs = clock.monotonicMs() + request.timeoutMs
  const outcomes = await broker.controller.electLeaders(wanted, type)
  const isVisible = ({ topic, partition, leader, error }: ElectionOutcome) =>
    error.code !== ErrorCode.NONE || broker.metadataCache.partition(topic, partition)?.leader === leader
  const remainingMs = deadlineMs - clock.monotonicMs()
  await metadataShows(broker.metadataCache, scheduler, remainingMs, () => outcomes.every(isVisible))
  const shown = outcomes.filter(
    ({ error }) => request.topicPartitions !== null || error.code !== ErrorCode.ELECTION_NOT_NEEDED,
  )
  const results = shown.map((outcome) => ({
    topic: outcome.topic,
    partitionId: outcome.partition,
    errorCode: isVisible(outcome) ? outcome.error.code : ErrorCode.REQUEST_TIMED_OUT,
    errorMessage: outcome.error.message,
  }))
  return {
    errorCode: ErrorCode.NONE,
    replicaElectionResults: groupByTopic(results).map(([topic, partitionResult]) => ({ topic, partitionResult })),
  }
})
