import type { InBothLanguages } from '../api/exercise-functions'
import type { FactCall } from './schema'
import { sentence, type WordKey } from './words'

/** By fact, or by fact and what of it is read. */
const WORDS: Readonly<Partial<Record<string, WordKey>>> = {
  'broker.state': 'awaitedState',
  'broker.cleanMarker': 'awaitedCleanMarker',
  broker: 'awaitedBroker',
  checkpoint: 'awaitedFile',
  'cleaning.dirtyBytes': 'awaitedDirtyBytes',
  'cleaning.dirtyRatio': 'awaitedDirtyRatio',
  cleaning: 'awaitedCleaning',
  'config.broker': 'awaitedBrokerConfig',
  'config.topic': 'awaitedTopicConfig',
  controller: 'awaitedController',
  'event.cleanerFinished': 'awaitedCleaned',
  'event.configChanged': 'awaitedConfigChanged',
  'event.segmentsDeleted': 'awaitedSegmentsDeleted',
  event: 'awaitedEvent',
  files: 'awaitedFiles',
  'group.committed': 'awaitedGroupCommitted',
  'group.coordinator': 'awaitedGroupCoordinator',
  'group.lag': 'awaitedGroupLag',
  'group.members': 'awaitedGroupMembers',
  'group.state': 'awaitedGroupState',
  group: 'awaitedGroup',
  groupPartition: 'awaitedGroupPartition',
  leaderEpochs: 'awaitedEpochFile',
  logLine: 'awaitedLogLine',
  'partition.isr': 'awaitedIsr',
  'partition.isrSize': 'awaitedIsrSize',
  'partition.leader': 'awaitedLeader',
  'partition.leaderEpoch': 'awaitedLeaderEpoch',
  partition: 'awaitedPartition',
  'records.count': 'awaitedRecordCount',
  records: 'awaitedRecords',
  'replica.acknowledged': 'awaitedAcknowledged',
  'replica.highWatermark': 'awaitedHighWatermark',
  'replica.leaderEpoch': 'awaitedReplicaEpoch',
  'replica.logEndOffset': 'awaitedLogEndOffset',
  'replica.logStartOffset': 'awaitedLogStartOffset',
  variable: 'awaitedAnswer',
  'znode.leader': 'awaitedZnodeLeader',
  'znode.leader_epoch': 'awaitedZnodeEpoch',
  znode: 'awaitedZnode',
}

/** Where the reader finds out why it did not come. */
const PLACES: Readonly<Partial<Record<string, WordKey>>> = {
  broker: 'lookAtBroker',
  checkpoint: 'lookAtDisk',
  cleaning: 'lookAtCleaner',
  controller: 'lookAtController',
  files: 'lookAtDisk',
  group: 'lookAtGroups',
  groupPartition: 'lookAtGroups',
  leaderEpochs: 'lookAtDisk',
  partition: 'lookAtReplicas',
  records: 'lookAtReplicas',
  replica: 'lookAtReplicas',
  variable: 'lookAtAnswer',
  znode: 'lookAtController',
}

const readOf = ({ field, part, kind, type }: FactCall): string => String(field ?? part ?? kind ?? type ?? '')

/** The words of a fact; undefined where only its name could be shown. Pure. */
export const awaitedWords = (call: FactCall): WordKey | undefined =>
  WORDS[`${call.fact}.${readOf(call)}`] ?? WORDS[call.fact]

/** What is waited for, in words. Pure. */
export function awaited(call: FactCall): InBothLanguages {
  return sentence(awaitedWords(call) ?? 'awaitedFact', valuesOf(call))
}

/** What to look at when it did not come. Pure. */
export const whereToLook = (call: FactCall): InBothLanguages =>
  sentence(PLACES[call.fact] ?? 'lookAtTimeline', valuesOf(call))

function valuesOf(call: FactCall): Record<string, string> {
  const { topic, partition = 0, groupId, topicPartition } = call
  const given = Object.fromEntries(Object.entries(call).map(([key, value]) => [key, String(value)]))
  const name = topic === undefined ? topicPartition : `${String(topic)}-${String(partition)}`
  return { ...given, ...(name === undefined ? {} : { name: String(name) }), group: String(groupId) }
}
