import { brokerDefinitions } from '../../../broker-core/config/broker-definitions/broker-definitions'
import { problemsOf } from '../../../broker-core/config/parse-settings'
import { findTopicDefinition, topicDefinitions } from '../../../broker-core/config/topic-definitions'
import type { BenchmarkRequest } from '../api/benchmark-views'
import { benchmarkWords } from '../words/benchmark-words'
import { failure } from '../words/wording'
import type { PlannedRun } from './measurement-plan'

/** What a run changes from Kafka's defaults, without what every broker must have (id, addresses, directories). */
export interface RunSettings {
  broker: Record<string, string>
  topic: Record<string, string>
}

const isBrokerKey = (key: string): boolean => Object.hasOwn(brokerDefinitions, key)

/** Kafka looks every 15 s, longer than a short run has. */
const CLEANER_BACKOFF_MS = '1000'

export function runSettings(request: BenchmarkRequest, run: PlannedRun): RunSettings {
  const { overrides, segmentBytes } = request
  const broker: Record<string, string> = {
    'log.cleaner.enable': String(run.cleaner),
    ...(run.cleaner && { 'log.cleaner.backoff.ms': CLEANER_BACKOFF_MS }),
  }
  const topic: Record<string, string> = {
    'cleanup.policy': 'compact',
    'segment.bytes': String(segmentBytes),
    ...(run.minCleanableDirtyRatio !== null && { 'min.cleanable.dirty.ratio': String(run.minCleanableDirtyRatio) }),
  }
  for (const [key, value] of overrides) (isBrokerKey(key) ? broker : topic)[key] = value
  return { broker, topic }
}

/** Throws BAD_REQUEST for a setting that neither a broker nor a topic knows, or with a value that it does not take. */
export function requireKnownSettings(overrides: BenchmarkRequest['overrides']): void {
  const unknown = overrides.find(([key]) => !isBrokerKey(key) && findTopicDefinition(key) === undefined)
  if (unknown) throw failure('BAD_REQUEST', benchmarkWords.unknownSetting, { key: unknown[0] })
  const broker = new Map(overrides.filter(([key]) => isBrokerKey(key)))
  const topic = new Map(overrides.filter(([key]) => !isBrokerKey(key)))
  const problems = [
    ...problemsOf(brokerDefinitions, broker).filter(({ key }) => broker.has(key)),
    ...problemsOf(topicDefinitions, topic).filter(({ key }) => topic.has(key)),
  ]
  if (problems[0]) throw failure('BAD_REQUEST', benchmarkWords.badSetting, { text: problems[0].message })
}
