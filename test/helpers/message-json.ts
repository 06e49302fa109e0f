import { isPresent } from '../../broker-core/protocol/field-layout'
import type { Fields, FieldType } from '../../broker-core/protocol/schema'

/** A value of a message as the JSON that Apache Kafka's converters read; only the fields of that version. */
export function messageJson(fields: Fields, version: number, value: unknown): string {
  const record = value as Record<string, unknown>
  const entries = Object.entries(fields)
    .filter(([, field]) => isPresent(field, version))
    .map(([name, field]) => `${JSON.stringify(name)}:${valueJson(field.type, version, record[name])}`)
  return `{${entries.join(',')}}`
}

function valueJson(type: FieldType, version: number, value: unknown): string {
  if (value === null) return 'null'
  if (type.kind === 'array') {
    return `[${(value as unknown[]).map((item) => valueJson(type.element, version, item)).join(',')}]`
  }
  if (type.kind === 'struct') return messageJson(type.fields, version, value)
  if (Buffer.isBuffer(value)) return JSON.stringify(value.toString('base64'))
  // A bigint has no JSON of its own; its digits are a number there.
  return typeof value === 'bigint' ? value.toString() : JSON.stringify(value)
}
