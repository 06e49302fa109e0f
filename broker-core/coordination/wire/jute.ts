import { MalformedBytesError, type Reader } from '../../bytes/reader'
import type { Writer } from '../../bytes/writer'

/** Jute's composite types: ustring and buffer (int32 length, -1 for null), vector (int32 count, -1 for null). */

export function readBuffer(reader: Reader): Buffer | null {
  const length = reader.int32()
  if (length === -1) return null
  return reader.slice(length)
}

export function writeBuffer(writer: Writer, data: Buffer | null): void {
  if (data === null) writer.int32(-1)
  else writer.int32(data.length).bytes(data)
}

/** A null text reads as the empty one, as ZooKeeper treats it. */
export function readText(reader: Reader): string {
  const length = reader.int32()
  return length === -1 ? '' : reader.utf8(length)
}

export function writeText(writer: Writer, text: string): void {
  writer.int32(Buffer.byteLength(text)).utf8(text)
}

/** `itemSizeMin`: the fewest bytes an item can take, so that a hostile count fails before anything is allocated. */
export function readVector<Item>(reader: Reader, itemSizeMin: number, readItem: (reader: Reader) => Item): Item[] {
  const count = reader.int32()
  if (count === -1) return []
  if (count < 0 || count * itemSizeMin > reader.remaining) {
    throw new MalformedBytesError(`a vector of ${count} items cannot fit ${reader.remaining} bytes`)
  }
  const items: Item[] = []
  for (let index = 0; index < count; index++) items.push(readItem(reader))
  return items
}

export function writeVector<Item>(
  writer: Writer,
  items: readonly Item[],
  writeItem: (writer: Writer, item: Item) => void,
): void {
  writer.int32(items.length)
  for (const item of items) writeItem(writer, item)
}

export const readTexts = (reader: Reader): string[] => readVector(reader, 4, readText)
export const writeTexts = (writer: Writer, texts: readonly string[]): void => writeVector(writer, texts, writeText)
