import { shellWord } from './commands'

export interface InspectedPlace {
  path: string
  topic?: string | undefined
  partition?: number | undefined
}

/** The line that shows the same at a terminal. */
export function inspectLine({ path, topic, partition }: InspectedPlace, ...more: string[]): string {
  const words = ['highwater', 'inspect', shellWord(path)]
  if (topic !== undefined) words.push('--topic', shellWord(topic))
  if (partition !== undefined) words.push('--partition', String(partition))
  return [...words, ...more].join(' ')
}

/** Kafka's own tool for one file. */
export const dumpLogLine = (path: string): string => `kafka-dump-log.sh --files ${shellWord(path)} --print-data-log`

/** A number of milliseconds, or a date; null: neither. */
export function timeOf(text: string): number | null {
  const trimmed = text.trim()
  if (trimmed === '') return null
  const value = /^\d+$/.test(trimmed) ? Number(trimmed) : Date.parse(trimmed)
  return Number.isSafeInteger(value) && value >= 0 ? value : null
}
