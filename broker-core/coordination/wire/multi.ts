import { MalformedBytesError, type Reader } from '../../bytes/reader'
import type { Writer } from '../../bytes/writer'
import { ERROR_CODES, type ErrorName, errorName } from './error-codes'
import { readText, writeText } from './jute'
import { MULTI_ERROR, OP_CODES } from './op-codes'
import type { MultiPart } from './requests'
import { readStat, type Stat, writeStat } from './stat'

/** Far above Kafka's two operations; the packet size bounds it too. */
const OPERATIONS_MAX = 100_000

/** Result of one operation in a multi. In a failed one every part is an `error`, OK for those before the culprit. */
export type MultiPartResult =
  | { type: 'create'; path: string }
  | { type: 'create2'; path: string; stat: Stat }
  | { type: 'setData'; stat: Stat }
  | { type: 'delete' | 'check' }
  | { type: 'error'; code: ErrorName }

/** Each part: header { type int32, done boolean, error int32 } and body; the last header is { -1, true, -1 }. */
export function readMultiRequest(
  reader: Reader,
  readPart: (code: number, reader: Reader) => MultiPart | undefined,
): MultiPart[] {
  const parts: MultiPart[] = []
  for (;;) {
    const code = reader.int32()
    const done = reader.boolean()
    reader.int32()
    if (done) return parts
    const part = readPart(code, reader)
    if (part === undefined) throw new MalformedBytesError(`operation ${code} cannot be part of a multi`)
    if (parts.push(part) > OPERATIONS_MAX) throw new MalformedBytesError('too many operations in a multi')
  }
}

export function writeMultiRequest(
  writer: Writer,
  parts: readonly MultiPart[],
  writePart: (writer: Writer, part: MultiPart) => void,
): void {
  for (const part of parts) {
    writeHeader(writer, OP_CODES[part.type], false, -1)
    writePart(writer, part)
  }
  writeHeader(writer, -1, true, -1)
}

export function writeMultiResults(writer: Writer, results: readonly MultiPartResult[]): void {
  for (const result of results) writeResult(writer, result)
  writeHeader(writer, -1, true, -1)
}

function writeResult(writer: Writer, result: MultiPartResult): void {
  if (result.type === 'error') {
    const code = ERROR_CODES[result.code]
    writeHeader(writer, MULTI_ERROR, false, code)
    writer.int32(code)
    return
  }
  writeHeader(writer, OP_CODES[result.type], false, 0)
  if (result.type === 'create' || result.type === 'create2') writeText(writer, result.path)
  if (result.type === 'create2' || result.type === 'setData') writeStat(writer, result.stat)
}

export function readMultiResults(reader: Reader): MultiPartResult[] {
  const results: MultiPartResult[] = []
  for (;;) {
    const code = reader.int32()
    const done = reader.boolean()
    reader.int32()
    if (done) return results
    results.push(readResult(code, reader))
    if (results.length > OPERATIONS_MAX) throw new MalformedBytesError('too many results in a multi')
  }
}

function readResult(code: number, reader: Reader): MultiPartResult {
  switch (code) {
    case OP_CODES.create:
      return { type: 'create', path: readText(reader) }
    case OP_CODES.create2:
      return { type: 'create2', path: readText(reader), stat: readStat(reader) }
    case OP_CODES.setData:
      return { type: 'setData', stat: readStat(reader) }
    case OP_CODES.delete:
      return { type: 'delete' }
    case OP_CODES.check:
      return { type: 'check' }
    case MULTI_ERROR:
      return { type: 'error', code: errorName(reader.int32()) }
    default:
      throw new MalformedBytesError(`result type ${code} in a multi`)
  }
}

function writeHeader(writer: Writer, type: number, done: boolean, error: number): void {
  writer.int32(type).boolean(done).int32(error)
}
