const NAME_LENGTH_MAX = 249

/** Why a topic cannot have this name (org.apache.kafka.common.internals.Topic.validate); undefined when it can. */
export function topicNameProblem(name: string): string | undefined {
  if (name === '') return "Topic name is illegal, it can't be empty"
  if (name === '.' || name === '..') return 'Topic name cannot be "." or ".."'
  if (name.length > NAME_LENGTH_MAX) {
    return `Topic name is illegal, it can't be longer than ${NAME_LENGTH_MAX} characters, topic name: ${name}`
  }
  if (/^[a-zA-Z0-9._-]+$/.test(name)) return undefined
  return `Topic name "${name}" is illegal, it contains a character other than ASCII alphanumerics, '.', '_' and '-'`
}

/** Existing topics that would share metric names with `name`, because `.` and `_` mean the same there. */
export function collidingTopics(name: string, existing: readonly string[]): string[] {
  if (!/[._]/.test(name)) return []
  const merged = name.replaceAll('.', '_')
  return existing.filter((topic) => topic.replaceAll('.', '_') === merged)
}
