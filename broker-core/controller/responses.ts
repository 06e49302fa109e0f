import { ErrorCode, errorName } from '../protocol/error-codes'
import type { LeaderAndIsrResponse } from '../protocol/messages/04-leader-and-isr'
import type { TopicPartition } from '../znodes/types'
import { type ControlledPartition, type ControllerContext, partitionNames } from './context'
import type { DeletionAnswer } from './events'
import { type ReplicaFailureParts, replicasBecameOffline } from './replica-failure'

/** A replica that answers KAFKA_STORAGE_ERROR is on a failed log directory and counts as offline until it answers otherwise. */
export async function leaderAndIsrAnswered(
  machines: ReplicaFailureParts,
  brokerId: number,
  response: LeaderAndIsrResponse,
): Promise<void> {
  const { context, stateChanges } = machines.parts
  if (response.errorCode !== ErrorCode.NONE) {
    stateChanges.error(
      `Received error ${errorName(response.errorCode)} in LeaderAndIsr response from broker ${brokerId}`,
    )
    return
  }
  const offline = context.replicasOnOfflineDirs.get(brokerId) ?? new Set<ControlledPartition>()
  const newlyOffline: ControlledPartition[] = []
  for (const { topic, partition: number, errorCode } of answersOf(context, response)) {
    const partition = context.partition(topic, number)
    if (partition === undefined) continue
    if (errorCode === ErrorCode.NONE) offline.delete(partition)
    else if (errorCode === ErrorCode.KAFKA_STORAGE_ERROR && !offline.has(partition)) {
      offline.add(partition)
      newlyOffline.push(partition)
    }
  }
  context.replicasOnOfflineDirs.set(brokerId, offline)
  if (newlyOffline.length === 0) return
  stateChanges.info(`Mark replicas ${partitionNames(newlyOffline)} on broker ${brokerId} as offline`)
  const replicas = newlyOffline.map((partition) => ({ partition, brokerId }))
  await replicasBecameOffline(machines, replicas, `log directory of broker ${brokerId} failed`)
}

/** A broker's answer about replicas it was told to delete. */
export async function deletionAnswered(
  { parts, deletion }: ReplicaFailureParts,
  brokerId: number,
  requestError: number,
  answers: readonly DeletionAnswer[],
): Promise<void> {
  const replicasOf = (wanted: readonly DeletionAnswer[]) =>
    wanted.flatMap(({ topic, partition: number }) => {
      const partition = parts.context.partition(topic, number)
      return partition === undefined ? [] : [{ partition, brokerId }]
    })
  const failed = answers.filter(({ errorCode }) => requestError !== ErrorCode.NONE || errorCode !== ErrorCode.NONE)
  await deletion.fail(replicasOf(failed))
  const deleted = answers.filter((answer) => !failed.includes(answer))
  if (deleted.length > 0) await deletion.complete(replicasOf(deleted))
}

/** Version 5 names topics by id. */
function answersOf(
  context: ControllerContext,
  response: LeaderAndIsrResponse,
): (TopicPartition & { errorCode: number })[] {
  const named = response.partitionErrors.map(({ topicName, partitionIndex, errorCode }) => {
    return { topic: topicName, partition: partitionIndex, errorCode }
  })
  if (response.topics.length === 0) return named
  const names = new Map([...context.topicIds].map(([topic, id]) => [id, topic]))
  const byId = response.topics.flatMap(({ topicId, partitionErrors }) => {
    const topic = names.get(topicId)
    if (topic === undefined) return []
    return partitionErrors.map(({ partitionIndex, errorCode }) => ({ topic, partition: partitionIndex, errorCode }))
  })
  return [...named, ...byId]
}
