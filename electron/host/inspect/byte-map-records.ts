import { Reader } from '../../../broker-core/bytes/reader'
import { type ByteField, RECORDS_SHOWN_MAX } from './byte-field'
import { shownValue } from './value-forms'

const VALUE_SHOWN_MAX = 1024

/** Records of format 2 from `at` on. `start`: where the buffer begins in its file. Stops, with a field that says so, where they are malformed. */
export function recordFields(bytes: Buffer, at: number, start: number, count: number): ByteField[] {
  const found: ByteField[] = []
  const reader = new Reader(bytes, at)
  const shown = Math.min(count, RECORDS_SHOWN_MAX)
  for (let index = 0; index < shown; index++) {
    const from = reader.offset
    try {
      found.push(oneRecord(reader, start, index))
    } catch (error) {
      const what = error instanceof Error ? error.message : String(error)
      found.push({
        name: `record ${index}`,
        from: start + from,
        to: start + bytes.length,
        value: 'malformed',
        note: what,
      })
      return found
    }
  }
  if (count > shown)
    found.push({
      name: `${count - shown} more records`,
      from: start + reader.offset,
      to: start + bytes.length,
      value: '',
    })
  return found
}

function oneRecord(reader: Reader, start: number, index: number): ByteField {
  const from = reader.offset
  const fields: ByteField[] = []
  const add = <Value extends string | number>(name: string, read: () => Value, note?: string): Value => {
    const at = reader.offset
    const value = read()
    // An empty value has no bytes to colour.
    if (reader.offset > at)
      fields.push({
        name,
        from: start + at,
        to: start + reader.offset,
        value: String(value),
        ...(note === undefined ? {} : { note }),
      })
    return value
  }
  const bytesField = (name: string): void => {
    const length = add(`${name}Length`, () => reader.varint(), 'varint; -1: null')
    if (length > 0) add(name, () => bytesText(reader.slice(length)))
  }
  const length = add('length', () => reader.varint(), 'varint; bytes that follow')
  const end = reader.offset + length
  add('attributes', () => reader.int8(), 'unused')
  add('timestampDelta', () => reader.varlong(), 'varint; plus the base timestamp')
  add('offsetDelta', () => reader.varint(), 'varint; plus the base offset')
  bytesField('key')
  bytesField('value')
  const headers = add('headerCount', () => reader.varint(), 'varint')
  for (let header = 0; header < headers && header < RECORDS_SHOWN_MAX; header++) {
    bytesField(`header ${header} key`)
    bytesField(`header ${header} value`)
  }
  if (headers > RECORDS_SHOWN_MAX) reader.skip(end - reader.offset)
  if (reader.offset !== end)
    throw new Error(`the record ends at ${reader.offset - from}, its length says ${end - from}`)
  return { name: `record ${index}`, from: start + from, to: start + end, value: `${end - from} bytes`, fields }
}

function bytesText(bytes: Buffer): string {
  const { value } = shownValue(bytes.subarray(0, VALUE_SHOWN_MAX), 'auto')
  return bytes.length > VALUE_SHOWN_MAX ? `${String(value)} … (${bytes.length} bytes)` : String(value)
}
