import { gunzipSync, gzipSync } from 'node:zlib'
import { compress as zstdCompress, decompress as zstdDecompress, init as zstdInit } from '@bokuweb/zstd-wasm'
import { compressFrameSync, decompressFrameSync } from 'lz4-napi'
import { compressSync as snappyCompress, uncompressSync as snappyUncompress } from 'snappy'

/** Kafka's codec ids, in the low three bits of a batch's attributes. */
export const CODECS = ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const
export type CodecName = (typeof CODECS)[number]

await zstdInit()

const XERIAL_HEADER = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0, 0, 0, 0, 1, 0, 0, 0, 1])

export function compress(codec: CodecName, data: Buffer): Buffer {
  switch (codec) {
    case 'none':
      return data
    case 'gzip':
      return gzipSync(data)
    case 'snappy':
      return xerial(Buffer.from(snappyCompress(data)))
    case 'lz4':
      return compressFrameSync(data)
    case 'zstd':
      return Buffer.from(zstdCompress(data))
  }
}

export function decompress(codec: CodecName, data: Buffer): Buffer {
  switch (codec) {
    case 'none':
      return data
    case 'gzip':
      return gunzipSync(data)
    case 'snappy':
      return unxerial(data)
    case 'lz4':
      return decompressFrameSync(data)
    case 'zstd':
      return Buffer.from(zstdDecompress(data))
  }
}

/** Kafka's snappy is the stream of the xerial library: a header, then blocks of int32 length and raw snappy. */
function xerial(block: Buffer): Buffer {
  const length = Buffer.alloc(4)
  length.writeInt32BE(block.length)
  return Buffer.concat([XERIAL_HEADER, length, block])
}

function unxerial(data: Buffer): Buffer {
  if (!data.subarray(0, 8).equals(XERIAL_HEADER.subarray(0, 8))) return Buffer.from(snappyUncompress(data) as Buffer)
  const blocks: Buffer[] = []
  for (let at = 16; at < data.length; ) {
    const length = data.readInt32BE(at)
    blocks.push(Buffer.from(snappyUncompress(data.subarray(at + 4, at + 4 + length)) as Buffer))
    at += 4 + length
  }
  return Buffer.concat(blocks)
}
