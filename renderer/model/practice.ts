import type { ConfigTarget } from './commands'

/** Settings with which an exercise of the book takes seconds instead of days. */
export interface PracticeSetting {
  id: 'compactSoon' | 'cleanerOften' | 'retainNothing' | 'retainAgain'
  changes: Record<string, string | null>
  /** Of the topic, or of all brokers. */
  of: 'topic' | 'brokers'
}

export const compactionSettings: readonly PracticeSetting[] = [
  {
    id: 'compactSoon',
    of: 'topic',
    changes: {
      'cleanup.policy': 'compact',
      'min.cleanable.dirty.ratio': '0.01',
      'segment.ms': '1000',
      'delete.retention.ms': '20000',
      'file.delete.delay.ms': '5000',
    },
  },
  { id: 'cleanerOften', of: 'brokers', changes: { 'log.cleaner.backoff.ms': '1000' } },
]

export const retentionSettings: readonly PracticeSetting[] = [
  { id: 'retainNothing', of: 'topic', changes: { 'retention.ms': '0', 'file.delete.delay.ms': '10000' } },
  { id: 'retainAgain', of: 'topic', changes: { 'retention.ms': null, 'file.delete.delay.ms': null } },
]

export const targetOf = (setting: PracticeSetting, topic: string): ConfigTarget =>
  setting.of === 'topic' ? { type: 'topic', name: topic } : { type: 'brokerDefault', name: '' }

export const PRACTICE_TOPIC = 'compaction-practice'

/** A name that no topic has: the first practice, then numbered ones. */
export function practiceTopicName(taken: ReadonlySet<string>): string {
  if (!taken.has(PRACTICE_TOPIC)) return PRACTICE_TOPIC
  for (let number = 2; ; number++) if (!taken.has(`${PRACTICE_TOPIC}-${number}`)) return `${PRACTICE_TOPIC}-${number}`
}
