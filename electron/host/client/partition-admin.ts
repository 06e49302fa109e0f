import { ErrorCode } from '../../../broker-core/protocol/error-codes'
import { deleteRecords } from '../../../broker-core/protocol/messages/21-delete-records'
import { electLeaders } from '../../../broker-core/protocol/messages/43-elect-leaders'
import { alterPartitionReassignments } from '../../../broker-core/protocol/messages/45-alter-partition-reassignments'
import { listPartitionReassignments } from '../../../broker-core/protocol/messages/46-list-partition-reassignments'
import type { ActionResult, LabFunctions } from '../api/functions'
import { deleteRecordsTool, electionTool, reassignTool } from '../api/tool-lines'
import type { ReassignmentView } from '../api/topic-work-views'
import { clientWords } from '../words/client-words'
import { names } from '../words/names'
import { failure } from '../words/wording'
import type { ClusterClient } from './cluster-client'
import { kafkaFailure } from './kafka-failure'
import { leadersOf } from './partition-offsets'

const DELETE_RECORDS_VERSION = 1
const ELECT_VERSION = 1
const REASSIGNMENT_VERSION = 0
const TIMEOUT_MS = 8000
const PREFERRED = 0
const UNCLEAN = 1

type Request<Name extends 'reassign' | 'cancelReassignment' | 'electLeaders' | 'deleteRecords'> = Parameters<
  LabFunctions[Name]
>[0]
type WithFile = ActionResult & { file: string }

export async function reassign(
  client: ClusterClient,
  bootstrap: string,
  { topic, partitions }: Request<'reassign'>,
): Promise<WithFile> {
  await alterReassignments(client, topic, partitions)
  return reassignTool(bootstrap, topic, partitions, 'execute')
}

export async function cancelReassignment(
  client: ClusterClient,
  bootstrap: string,
  { topic, partitions }: Request<'cancelReassignment'>,
): Promise<WithFile> {
  const moving = await reassignments(client)
  const targets = partitions.map((partition) => {
    const found = moving.find((each) => each.topic === topic && each.partition === partition)
    return { partition, replicas: found?.replicas.filter((id) => !found.removing.includes(id)) ?? [] }
  })
  await alterReassignments(
    client,
    topic,
    partitions.map((partition) => ({ partition, replicas: null })),
  )
  return reassignTool(bootstrap, topic, targets, 'cancel')
}

async function alterReassignments(
  client: ClusterClient,
  topic: string,
  partitions: readonly { partition: number; replicas: number[] | null }[],
): Promise<void> {
  const answer = await client.controller(alterPartitionReassignments, REASSIGNMENT_VERSION, {
    timeoutMs: TIMEOUT_MS,
    topics: [
      {
        name: topic,
        partitions: partitions.map(({ partition, replicas }) => ({ partitionIndex: partition, replicas })),
      },
    ],
  })
  if (answer.errorCode !== 0) throw kafkaFailure(answer.errorCode, answer.errorMessage, names.topic(topic))
  for (const { name, partitions: outcomes } of answer.responses)
    for (const { partitionIndex, errorCode, errorMessage } of outcomes)
      if (errorCode !== 0) throw kafkaFailure(errorCode, errorMessage, `${name}-${partitionIndex}`)
}

/** Every move under way, as the controller has it. */
export async function reassignments(client: ClusterClient): Promise<ReassignmentView[]> {
  const answer = await client.controller(listPartitionReassignments, REASSIGNMENT_VERSION, {
    timeoutMs: TIMEOUT_MS,
    topics: null,
  })
  if (answer.errorCode !== 0) throw kafkaFailure(answer.errorCode, answer.errorMessage, names.reassignments)
  return answer.topics.flatMap(({ name, partitions }) =>
    partitions.map(({ partitionIndex, replicas, addingReplicas, removingReplicas }) => ({
      topic: name,
      partition: partitionIndex,
      replicas,
      adding: addingReplicas,
      removing: removingReplicas,
    })),
  )
}

export async function elect(
  client: ClusterClient,
  bootstrap: string,
  { type, topic, partitions }: Request<'electLeaders'>,
): Promise<ActionResult & { elected: number[]; notNeeded: number[] }> {
  const answer = await client.controller(electLeaders, ELECT_VERSION, {
    electionType: type === 'preferred' ? PREFERRED : UNCLEAN,
    topicPartitions: [{ topic, partitions }],
    timeoutMs: TIMEOUT_MS,
  })
  if (answer.errorCode !== 0) throw kafkaFailure(answer.errorCode, null, names.topic(topic))
  const outcomes = answer.replicaElectionResults.flatMap(({ partitionResult }) => partitionResult)
  const failed = outcomes.find(({ errorCode }) => errorCode !== 0 && errorCode !== ErrorCode.ELECTION_NOT_NEEDED)
  if (failed) throw kafkaFailure(failed.errorCode, failed.errorMessage, `${topic}-${failed.partitionId}`)
  const withCode = (code: number) =>
    outcomes.filter(({ errorCode }) => errorCode === code).map(({ partitionId }) => partitionId)
  return {
    ...electionTool(bootstrap, type, topic, partitions),
    elected: withCode(ErrorCode.NONE),
    notNeeded: withCode(ErrorCode.ELECTION_NOT_NEEDED),
  }
}

/** Asked of each partition's leader; resolves when every live replica has moved its log start offset. */
export async function deleteRecordsBefore(
  client: ClusterClient,
  bootstrap: string,
  { topic, partitions }: Request<'deleteRecords'>,
): Promise<WithFile & { lowWatermarks: { partition: number; offset: number }[] }> {
  const leaders = await leadersOf(
    client,
    partitions.map(({ partition }) => ({ topic, partition })),
  )
  const led = [...leaders.values()].flat()
  const without = partitions.find(({ partition }) => !led.some((each) => each.partition === partition))
  if (without) throw failure('UNREACHABLE', clientWords.noLeader, { name: `${topic}-${without.partition}` })
  const offsetOf = new Map(partitions.map(({ partition, offset }) => [partition, offset] as const))
  const answers = await Promise.all(
    [...leaders].map(([leader, ofLeader]) =>
      client.broker(leader, deleteRecords, DELETE_RECORDS_VERSION, {
        topics: [
          {
            name: topic,
            partitions: ofLeader.map(({ partition }) => ({
              partitionIndex: partition,
              offset: offsetOf.get(partition) ?? -1,
            })),
          },
        ],
        timeoutMs: TIMEOUT_MS,
      }),
    ),
  )
  const results = answers.flatMap(({ topics }) => topics.flatMap((each) => each.partitions))
  for (const { partitionIndex, errorCode } of results)
    if (errorCode !== 0) throw kafkaFailure(errorCode, null, `${topic}-${partitionIndex}`)
  return {
    ...deleteRecordsTool(bootstrap, topic, partitions),
    lowWatermarks: results
      .map(({ partitionIndex, lowWatermark }) => ({ partition: partitionIndex, offset: lowWatermark }))
      .sort((one, other) => one.partition - other.partition),
  }
}
