const INTERNAL_TOPICS: ReadonlySet<string> = new Set(['__consumer_offsets', '__transaction_state'])

export function isInternalTopic(name: string): boolean {
  return INTERNAL_TOPICS.has(name)
}

/** org.apache.kafka.common.internals.Topic: 1 to 249 of letters, digits, `.`, `_`, `-`; not `.` or `..`. */
export function isValidTopicName(name: string): boolean {
  return name !== '.' && name !== '..' && /^[a-zA-Z0-9._-]{1,249}$/.test(name)
}
