import type { RecordRows, ShownBytes, ValueFormName } from '../../api/inspect-views'
import { clientCodec } from '../../client/node-runtime'
import { batchAt } from '../jump'
import { withFile } from '../read-only-file'
import { decodeBatch, type InspectedRecord, readBatch } from '../record-decode'
import { decodedContent } from '../record-line'
import { shownValue } from '../value-forms'
import { noBatchAt } from '../views'
import { logPathOf, type SegmentFile } from './batch-rows'

const ROWS_MAX = 500
/** Of a key or value so much is shown; the byte view has the rest. */
const TEXT_MAX = 4096
const HEADERS_MAX = 100

export interface RecordsWanted {
  position: number
  from: number
  limit: number
  form: ValueFormName
}

/** Records of the batch that begins at a byte, from the `from`-th on. Rejects with a LabError when none begins there. */
export function recordRows(
  segment: SegmentFile,
  topic: string,
  { position, from, limit, form }: RecordsWanted,
): Promise<RecordRows> {
  return withFile(logPathOf(segment), async (log) => {
    const batch = await batchAt(log, position)
    if (batch === undefined) throw noBatchAt(position, log.path)
    const { records, problem } = decodeBatch(await readBatch(log, batch), batch, await clientCodec())
    const shown = records.slice(from, from + Math.min(limit, ROWS_MAX))
    return { records: shown.map((record) => rowOf(record, topic, form)), total: records.length, problem }
  })
}

function rowOf(record: InspectedRecord, topic: string, form: ValueFormName): RecordRows['records'][number] {
  const { control } = record
  const decoded = control === null ? decodedContent(topic, record) : undefined
  return {
    offset: record.offset,
    timestamp: record.timestamp,
    key: shownBytes(record.key, form),
    value: shownBytes(record.value, form),
    headers: record.headers
      .slice(0, HEADERS_MAX)
      .map(({ key, value }) => ({ key: key.slice(0, TEXT_MAX), value: shownBytes(value, form) })),
    sequence: record.sequence,
    control:
      control === null
        ? null
        : `${control.type}${control.coordinatorEpoch === null ? '' : ` (coordinator epoch ${control.coordinatorEpoch})`}`,
    decoded: decoded === undefined ? null : JSON.stringify(decoded, null, 1).slice(0, TEXT_MAX),
  }
}

function shownBytes(bytes: Buffer | null, form: ValueFormName): ShownBytes {
  if (bytes === null) return { text: null, encoding: null, sizeBytes: -1, cut: false }
  // JSON is parsed whole or not at all, so that it never looks broken for being long.
  const whole = form === 'json' && bytes.length <= 256 * TEXT_MAX
  const { encoding, value } = shownValue(whole ? bytes : bytes.subarray(0, TEXT_MAX), form)
  const text = encoding === 'json' ? JSON.stringify(value, null, 1) : String(value)
  return {
    text: text.slice(0, TEXT_MAX),
    encoding,
    sizeBytes: bytes.length,
    cut: text.length > TEXT_MAX || (!whole && bytes.length > TEXT_MAX),
  }
}
