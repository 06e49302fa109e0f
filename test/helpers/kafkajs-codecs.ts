import { CompressionCodecs, CompressionTypes } from 'kafkajs'
import { type CodecName, compress, decompress } from './compression'

/** kafkajs brings gzip only; it takes the other codecs from whoever has them. */
export function plugCodecs(): void {
  const plugged = { snappy: CompressionTypes.Snappy, lz4: CompressionTypes.LZ4, zstd: CompressionTypes.ZSTD } as const
  for (const [name, type] of Object.entries(plugged)) {
    const codec = name as CodecName
    CompressionCodecs[type] = () => ({
      compress: (encoder: { buffer: Buffer }) => Promise.resolve(compress(codec, encoder.buffer)),
      decompress: (data: Buffer) => Promise.resolve(decompress(codec, data)),
    })
  }
}

export const kafkajsCompression: Record<CodecName, CompressionTypes> = {
  none: CompressionTypes.None,
  gzip: CompressionTypes.GZIP,
  snappy: CompressionTypes.Snappy,
  lz4: CompressionTypes.LZ4,
  zstd: CompressionTypes.ZSTD,
}
