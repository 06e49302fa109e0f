import { compressRecords, decompressRecords } from '../../../broker-core/format/compression'
import { clientCodec } from './node-runtime'

/** kafkajs brings gzip only; the others are those that our brokers use. */
export async function plugCodecs(): Promise<void> {
  const loaded: typeof import('kafkajs') & { default?: typeof import('kafkajs') } = await import('kafkajs')
  // Node finds only some of a CommonJS package's names; all of them are on its default.
  const { CompressionCodecs, CompressionTypes } = loaded.default ?? loaded
  const codec = await clientCodec()
  const plugged = { snappy: CompressionTypes.Snappy, lz4: CompressionTypes.LZ4, zstd: CompressionTypes.ZSTD } as const
  for (const name of ['snappy', 'lz4', 'zstd'] as const)
    CompressionCodecs[plugged[name]] = () => ({
      compress: async (encoder: { buffer: Buffer }) => compressRecords(codec, name, encoder.buffer),
      decompress: async (data: Buffer) => decompressRecords(codec, name, data),
    })
}
