import { KafkaToolError } from './kafka-error'

const PATTERN_MAX = 500
/** A repetition of a repetition can take for ever on a short name. */
const NESTED = /\([^)]*[*+{][^)]*\)\s*[*+{]/

/** `--topic` as the tools take it: an expression that matches the whole name, commas for several. Pure. */
export function topicFilter(raw: string): (topic: string) => boolean {
  const pattern = raw
    .trim()
    .replaceAll(',', '|')
    .replaceAll(' ', '')
    .replace(/^["']+|["']+$/g, '')
  const invalid = () => new KafkaToolError('java.lang.RuntimeException', `${pattern} is an invalid regex.`)
  if (pattern.length > PATTERN_MAX || NESTED.test(pattern)) throw invalid()
  try {
    const expression = new RegExp(`^(?:${pattern})$`)
    return (topic) => expression.test(topic)
  } catch {
    throw invalid()
  }
}

export const isInternal = (topic: string): boolean => topic === '__consumer_offsets' || topic === '__transaction_state'
