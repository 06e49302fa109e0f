import { isTrue } from './key-values'

/** A record as the console consumer has it. */
export interface ConsumedRecord {
  partition: number
  offset: number
  timestampMs: number
  timestampType: 'CreateTime' | 'LogAppendTime'
  key: Buffer | null
  value: Buffer | null
}

/** `kafka.tools.DefaultMessageFormatter`: the `--property` options, and what they print. Pure. */
export function recordFormat(properties: ReadonlyMap<string, string>): (record: ConsumedRecord) => string {
  const on = (name: string, otherwise: boolean) => (properties.has(name) ? isTrue(properties.get(name)) : otherwise)
  const timestamp = on('print.timestamp', false)
  const key = on('print.key', false)
  const value = on('print.value', true)
  const partition = on('print.partition', false)
  const between = properties.get('key.separator') ?? '\t'
  const end = properties.get('line.separator') ?? '\n'
  const text = (bytes: Buffer | null) => (bytes === null ? 'null' : bytes.toString('utf8'))
  return (record) =>
    [
      timestamp ? `${record.timestampType}:${record.timestampMs}${key || value ? between : end}` : '',
      key ? `${text(record.key)}${value ? between : end}` : '',
      value ? `${text(record.value)}${partition ? between : end}` : '',
      partition ? `${record.partition}${end}` : '',
    ].join('')
}
