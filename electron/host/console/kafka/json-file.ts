import { KafkaToolError } from './kafka-error'

export interface PartitionInFile {
  topic: string
  partition: number
  fields: Readonly<Record<string, unknown>>
}

const failure = (message: string) => new KafkaToolError('kafka.admin.AdminOperationException', message)

export function parsedJson(text: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(text)
    if (parsed !== null && typeof parsed === 'object' && !Array.isArray(parsed))
      return parsed as Record<string, unknown>
  } catch {
    // Told below, in the tool's words.
  }
  throw failure('The input string is not a valid JSON')
}

/** `{"partitions":[{"topic":"t","partition":0,…}]}`, the file that several tools take. Throws as they do. Pure. */
export function partitionsJson(text: string): PartitionInFile[] {
  const { version = 1, partitions } = parsedJson(text)
  if (version !== 1) throw failure(`Not supported version field value ${String(version)}`)
  if (!Array.isArray(partitions)) throw failure('Missing partitions field')
  return partitions.map((each: unknown) => {
    const fields = (each ?? {}) as Record<string, unknown>
    const { topic, partition } = fields
    if (typeof topic !== 'string' || !Number.isSafeInteger(partition))
      throw failure('each entry of partitions needs a topic and a partition')
    return { topic, partition: partition as number, fields }
  })
}
