import { compressRecords, decompressRecords } from '../../../broker-core/format/compression'
import { clientCodec } from './node-runtime'

/** kafkajs brings gzip only; the others are those that our brokers use. */
export async function plugCodecs(): Promise<void> {
  const { CompressionCodecs, CompressionTypes } = await import('kafkajs')
  const codec = await clientCodec()
  const plugged = { snappy: CompressionTypes.Snappy, lz4: CompressionTypes.LZ4, zstd: CompressionTypes.ZSTD } as const
  for (const name of ['snappy', 'lz4', 'zstd'] as const)
    CompressionCodecs[plugged[name]] = () => ({
      compress: async (encoder: { buffer: Buffer }) => compressRecords(codec, name, encoder.buffer),
      decompress: async (data: Buffer) => decompressRecords(codec, name, data),
    })
}
