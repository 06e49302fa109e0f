import type { InBothLanguages } from '../api/exercise-functions'
import type { FactCall } from './schema'
import { sentence, type WordKey } from './words'

const WORDS: Readonly<Partial<Record<string, WordKey>>> = {
  broker: 'awaitedBroker',
  checkpoint: 'awaitedFile',
  cleaning: 'awaitedCleaning',
  config: 'awaitedConfig',
  controller: 'awaitedController',
  event: 'awaitedEvent',
  files: 'awaitedFiles',
  group: 'awaitedGroup',
  groupPartition: 'awaitedGroupPartition',
  logLine: 'awaitedLogLine',
  partition: 'awaitedPartition',
  records: 'awaitedRecords',
  variable: 'awaitedAnswer',
  znode: 'awaitedZnode',
}

/** What is waited for, in words. Pure. */
export function awaited(call: FactCall): InBothLanguages {
  const { fact, topic, partition = 0, groupId } = call
  const given = Object.fromEntries(Object.entries(call).map(([key, value]) => [key, String(value)]))
  const name = topic === undefined ? {} : { name: `${String(topic)}-${String(partition)}` }
  return sentence(WORDS[fact] ?? 'awaitedFact', { ...given, ...name, group: String(groupId) })
}
