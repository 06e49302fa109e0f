import type { Codec, CompressionCodec } from '../runtime/codec'

/**
 * Kafka's framing of compressed record blocks. gzip, lz4 (frame format) and zstd are stored plain; snappy in the xerial stream format:
 *
 *     82 534e41505059 00   magic "\x82SNAPPY\0"
 *     00000001 00000001    version, least compatible version
 *     (int32 length, raw snappy block) ...
 *
 * Some clients store one raw snappy block instead; it is read too.
 */
export const DECOMPRESSED_SIZE_MAX = 128 * 1024 * 1024

const XERIAL_MAGIC = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00])
const XERIAL_HEADER_SIZE = 16
const XERIAL_BLOCK_SIZE = 32 * 1024

export function compressRecords(codec: Codec, name: Exclude<CompressionCodec, 'none'>, data: Buffer): Buffer {
  return name === 'snappy' ? compressXerial(codec, data) : codec.compress(name, data)
}

/** Throws on malformed data and when the result would exceed `sizeMax` bytes. */
export function decompressRecords(
  codec: Codec,
  name: Exclude<CompressionCodec, 'none'>,
  data: Buffer,
  sizeMax = DECOMPRESSED_SIZE_MAX,
): Buffer {
  if (name === 'snappy' && isXerial(data)) return decompressXerial(codec, data, sizeMax)
  return codec.decompress(name, data, sizeMax)
}

function isXerial(data: Buffer): boolean {
  return data.length >= XERIAL_HEADER_SIZE && data.subarray(0, XERIAL_MAGIC.length).equals(XERIAL_MAGIC)
}

function compressXerial(codec: Codec, data: Buffer): Buffer {
  const header = Buffer.alloc(XERIAL_HEADER_SIZE)
  XERIAL_MAGIC.copy(header)
  header.writeInt32BE(1, 8)
  header.writeInt32BE(1, 12)
  const parts: Buffer[] = [header]
  for (let at = 0; at < data.length; at += XERIAL_BLOCK_SIZE) {
    const block = codec.compress('snappy', data.subarray(at, at + XERIAL_BLOCK_SIZE))
    const length = Buffer.alloc(4)
    length.writeInt32BE(block.length)
    parts.push(length, block)
  }
  return Buffer.concat(parts)
}

function decompressXerial(codec: Codec, data: Buffer, sizeMax: number): Buffer {
  const parts: Buffer[] = []
  let size = 0
  for (let at = XERIAL_HEADER_SIZE; at < data.length; ) {
    const length = data.readInt32BE(at)
    at += 4
    if (length < 0 || at + length > data.length) throw new Error(`snappy block of ${length} bytes at ${at} is cut off`)
    const block = codec.decompress('snappy', data.subarray(at, at + length), sizeMax - size)
    parts.push(block)
    size += block.length
    at += length
  }
  return Buffer.concat(parts, size)
}
