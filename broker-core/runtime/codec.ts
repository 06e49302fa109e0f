export type CompressionCodec = 'none' | 'gzip' | 'snappy' | 'lz4' | 'zstd'

/**
 * The raw compression algorithms, synchronous. Kafka's framing around them (xerial for snappy) belongs to `format/compression`.
 * `decompress` refuses to produce more than `sizeMax` bytes: a small hostile batch must not become gigabytes.
 */
export interface Codec {
  compress(codec: Exclude<CompressionCodec, 'none'>, data: Buffer): Buffer
  decompress(codec: Exclude<CompressionCodec, 'none'>, data: Buffer, sizeMax: number): Buffer
}
