import { MalformedBytesError } from '../bytes/reader'

const TWO_TO_32 = 0x1_0000_0000

/** A big-endian int64 as a number; throws beyond 2^53, which no offset, timestamp or size of a sound file reaches. */
export function readInt64(buffer: Buffer, at: number): number {
  const value = buffer.readInt32BE(at) * TWO_TO_32 + buffer.readUInt32BE(at + 4)
  if (!Number.isSafeInteger(value)) throw new MalformedBytesError(`int64 at ${at} is beyond 2^53`)
  return value
}

export function writeInt64(buffer: Buffer, value: number, at: number): void {
  const high = Math.floor(value / TWO_TO_32)
  buffer.writeInt32BE(high, at)
  buffer.writeUInt32BE(value - high * TWO_TO_32, at + 4)
}
